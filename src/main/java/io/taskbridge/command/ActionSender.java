package io.taskbridge.command;

import io.taskbridge.command.Command.Action;
import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Follower;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.TaskApi;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Brings one action at a time of a session to the API: announced in the ledger first, then sent,
 * like a submission. An action of which nobody can tell whether the API has it is sent again where
 * that does no harm; else its answer is looked for, and in the end it is said that nobody knows.
 * Lives on the bridge's thread.
 */
final class ActionSender {
  private final CommandSettings settings;
  private final TaskApi api;
  private final ApiGate gate;
  private final ActionEntries entries;
  private final Publisher publisher;
  private final Follower follower;
  private final Monitor monitor;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Executor thread;
  private final InAir inAir;
  private final ActionSearch search;

  /** Sessions whose open action the API is not known to have. */
  private final Map<Place, Session> open = new HashMap<>();

  private final DueQueue<Place> retries = new DueQueue<>();

  ActionSender(
      CommandSettings settings,
      TaskApi api,
      ApiGate gate,
      ActionEntries entries,
      Publisher publisher,
      Follower follower,
      Monitor monitor,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Executor thread,
      InAir inAir,
      ActionSearch search) {
    this.settings = settings;
    this.api = api;
    this.gate = gate;
    this.entries = entries;
    this.publisher = publisher;
    this.follower = follower;
    this.monitor = monitor;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
    this.thread = thread;
    this.inAir = inAir;
    this.search = search;
  }

  boolean maySend() {
    return !inAir.held() && gate.openForReading();
  }

  /** Announces an action, and sends it once that is durable. */
  void announce(Place place, Session session, String actionId, ActionKind kind) {
    open.put(place, session);
    long announced = nanoTime.getAsLong();
    OpenAction action = OpenAction.announced(place.requestId(), actionId, kind, clock.instant());
    session.sends(action);
    inAir.begin();
    publisher
        .publish(
            ActionEntries.steered(
                entries.get(place), steering -> steering.announcing(action), List.of()))
        .whenComplete(
            (durable, lost) -> {
              boolean goesOn = lost == null && stillOpen(place, session, action);
              inAir.end(
                  () -> {
                    if (goesOn) {
                      send(place, session, action, announced);
                    } else {
                      session.sent(action);
                    }
                  });
            });
  }

  /** The record of an open action that another life announced was read again. */
  void found(Place place, Session session, OpenAction action) {
    if (!action.taken() && action.kind().repeatable()) {
      // Only after a look, which may bring the answer.
      retries.put(place, clock.instant().plus(settings.retry().after(1, random)));
    }
  }

  /** An action is open that another life announced, or sent. */
  void restored(Place place, Session session, OpenAction action) {
    if (!action.taken()) {
      open.put(place, session);
      unclear(place, session);
      if (action.own()) {
        retries.put(place, clock.instant().plus(settings.retry().after(1, random)));
      }
    }
  }

  /** The API is known to have the open action. */
  void taken(Place place) {
    forget(place);
  }

  void forget(Place place) {
    open.remove(place);
    retries.remove(place);
    search.forget(place);
  }

  void released(int partition) {
    open.keySet().removeIf(place -> place.partition() == partition);
    retries.removeIf(place -> place.partition() == partition);
    search.released(partition);
  }

  void tick() {
    if (maySend()) {
      Instant now = clock.instant();
      retries.take(now, Integer.MAX_VALUE).forEach(this::again);
      search.tick(now);
    }
  }

  Optional<Instant> next() {
    return maySend()
        ? Stream.of(retries.next(), search.next()).flatMap(Optional::stream).min(Instant::compareTo)
        : Optional.empty();
  }

  private void again(Place place) {
    Session session = open.get(place);
    OpenAction action = entries.get(place).steering().open();
    if (!session.sending() && (action.own() || session.current() != null)) {
      announce(place, session, action.id(), action.kind());
    }
  }

  private void send(Place place, Session session, OpenAction action, long announced) {
    if (nanoTime.getAsLong() - announced > settings.lease().toNanos()) {
      // Too long ago to be sure that the partition is still ours: say it anew, which is fenced.
      announce(place, session, action.id(), action.kind());
      return;
    }
    Action sent = session.current();
    List<String> secrets = sent == null ? List.of() : sent.secrets();
    inAir.begin();
    ApiCalls.handle(
        api.send(entries.get(place).taskId().orElseThrow(), ActionEvent.of(action, sent)),
        thread,
        monitor,
        answer -> {
          ApiOutcome<String> outcome = answer.masked(secrets);
          gate.heard(outcome);
          inAir.end(
              () -> {
                session.sent(action);
                if (stillOpen(place, session, action)) {
                  heard(place, session, action, outcome);
                }
              });
        });
  }

  private void heard(Place place, Session session, OpenAction action, ApiOutcome<String> outcome) {
    if (outcome instanceof ApiOutcome.Ok<String> ok) {
      monitor.actionSent();
      publisher.publish(
          ActionEntries.steered(entries.get(place), s -> s.taken(ok.value()), List.of()));
      follower.soon(place.partition(), place.requestId());
      if (!ok.value().equals(action.eventId())) {
        // The API chose another id: the answer may have been read before we knew it.
        search.look(place);
      }
    } else if (outcome instanceof ApiOutcome.Refused<String> refused) {
      refused(place, session, refused);
    } else {
      int failures = session.failed();
      boolean ambiguous = outcome instanceof ApiOutcome.Ambiguous<String>;
      if (ambiguous) {
        monitor.actionUnclear();
        unclear(place, session);
        follower.soon(place.partition(), place.requestId());
      }
      if (!session.unclear() || action.kind().repeatable() || action.own()) {
        retries.put(place, clock.instant().plus(settings.retry().after(failures, random)));
      }
    }
  }

  /** A refusal after an unclear try may only mean that the API has the action already. */
  private void refused(Place place, Session session, ApiOutcome.Refused<String> refused) {
    if (!session.unclear()) {
      publisher.publish(
          ActionEntries.refused(entries.get(place), refused.describe(), clock.instant()));
    }
  }

  private void unclear(Place place, Session session) {
    session.nowUnclear();
    search.begin(place);
  }

  /** Whether this announcement is still the one that counts. */
  private boolean stillOpen(Place place, Session session, OpenAction action) {
    return open.get(place) == session && entries.isOpen(place, action);
  }
}
