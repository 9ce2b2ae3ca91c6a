package io.taskbridge.command;

import io.taskbridge.command.Command.Action;
import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.Steering;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Keeps the actions of each session in their order: the next is sent when the one before has its
 * outcome. Closes a session that has had nothing to do for long. Lives on the bridge's thread.
 */
final class Sessions {
  private final CommandSettings settings;
  private final ActionSender sender;
  private final Ledger ledger;
  private final Publisher publisher;
  private final Monitor monitor;
  private final Clock clock;
  private final Executor thread;

  private final Map<Place, Session> sessions = new HashMap<>();
  private final DueQueue<Place> idle = new DueQueue<>();

  /** Whether something waits only because nothing may be sent just now. */
  private boolean heldBack;

  Sessions(
      CommandSettings settings,
      ActionSender sender,
      Ledger ledger,
      Publisher publisher,
      Monitor monitor,
      Clock clock,
      Executor thread) {
    this.settings = settings;
    this.sender = sender;
    this.ledger = ledger;
    this.publisher = publisher;
    this.monitor = monitor;
    this.clock = clock;
    this.thread = thread;
  }

  /** An action of a session whose submission was not announced yet. */
  void enqueue(Place place, Action action) {
    Session session = sessions.computeIfAbsent(place, p -> new Session());
    if (session.holds(action.id())) {
      drop(action);
    } else if (session.waiting() >= settings.maxQueued()) {
      publisher.publish(Refusals.tooMany(action, settings.maxQueued()));
    } else {
      session.add(action);
    }
  }

  /** An action of a request that the ledger knows. */
  void accept(Action action, LedgerEntry entry) {
    Place place = Place.of(entry);
    Steering steering = entry.steering();
    Session session = sessions.get(place);
    if (isOpenAndLost(steering.open(), session, action)) {
      session.found(action);
      sender.found(place, session, steering.open());
    } else if (steering.knows(action.id())) {
      drop(action);
    } else if (!entry.options().session() && !(entry.phase() instanceof Phase.Ended)) {
      publisher.publish(Refusals.noSession(action));
    } else if (!entry.phase().occupiesSlot()) {
      publisher.publish(Refusals.ended(action));
    } else if (steering.closed()) {
      publisher.publish(Refusals.closed(action));
    } else {
      enqueue(place, action);
      proceed(place);
    }
  }

  void restored(LedgerEntry entry) {
    now(null, entry);
    if (entry.phase() instanceof Phase.Running && entry.steering().open() != null) {
      Session session = sessions.computeIfAbsent(Place.of(entry), p -> new Session());
      sender.restored(Place.of(entry), session, entry.steering().open());
    }
  }

  /**
   * An entry is now this.
   *
   * @param before null when there was none
   */
  void now(LedgerEntry before, LedgerEntry entry) {
    Place place = Place.of(entry);
    OpenAction was = before == null ? null : before.steering().open();
    OpenAction open = entry.steering().open();
    if (was != null && open == null) {
      finished(place);
    } else if (open != null && open.taken()) {
      sender.taken(place);
    }
    if (!entry.phase().occupiesSlot()) {
      ended(place);
    } else if (open == null && waits(place)) {
      // Not now: the others have to hear of this change first.
      thread.execute(() -> proceed(place));
    }
    if (settings.sessionIdleTimeout().isPresent()) {
      watchIdle(place, entry);
    }
  }

  void released(int partition) {
    sessions.keySet().removeIf(place -> place.partition() == partition);
    idle.removeIf(place -> place.partition() == partition);
    sender.released(partition);
  }

  void tick() {
    sender.tick();
    if (sender.maySend()) {
      idle.take(clock.instant(), Integer.MAX_VALUE).forEach(this::closeIfIdle);
      if (heldBack) {
        heldBack = false;
        List.copyOf(sessions.keySet()).forEach(this::proceed);
      }
    }
  }

  Optional<Instant> next() {
    if (!sender.maySend()) {
      return Optional.empty();
    }
    return heldBack
        ? Optional.of(clock.instant())
        : Stream.of(sender.next(), idle.next()).flatMap(Optional::stream).min(Instant::compareTo);
  }

  private void proceed(Place place) {
    Session session = sessions.get(place);
    LedgerEntry entry = ledger.find(place.partition(), place.requestId()).orElse(null);
    if (session == null || session.waiting() == 0 || !mayAct(entry)) {
      return;
    }
    if (!sender.maySend()) {
      heldBack = true;
      return;
    }
    Action action = session.begin();
    idle.remove(place);
    sender.announce(place, session, action.id(), action.kind());
  }

  /** Whether the session takes an action now. */
  private static boolean mayAct(LedgerEntry entry) {
    if (entry == null || !(entry.phase() instanceof Phase.Running)) {
      return false;
    }
    Steering steering = entry.steering();
    return steering.open() == null && steering.stop() == null && !steering.closed();
  }

  private void finished(Place place) {
    Session session = sessions.get(place);
    sender.forget(place);
    if (session != null) {
      Action action = session.current();
      session.finished();
      if (action != null) {
        publisher.publish(Refusals.settled(action));
      }
    }
  }

  /** What was not sent never will be. */
  private void ended(Place place) {
    Session session = sessions.remove(place);
    sender.forget(place);
    idle.remove(place);
    if (session != null) {
      session.drain().forEach(action -> publisher.publish(Refusals.ended(action)));
    }
  }

  private void drop(Action action) {
    monitor.actionDropped(action.requestId());
    publisher.publish(Refusals.settled(action));
  }

  private boolean waits(Place place) {
    Session session = sessions.get(place);
    return session != null && session.waiting() > 0;
  }

  private static boolean isOpenAndLost(OpenAction open, Session session, Action action) {
    return open != null
        && open.id().equals(action.id())
        && session != null
        && session.current() == null;
  }

  private void watchIdle(Place place, LedgerEntry entry) {
    if (entry.options().session() && mayAct(entry)) {
      idle.put(place, clock.instant().plus(settings.sessionIdleTimeout().get()));
    } else {
      idle.remove(place);
    }
  }

  private void closeIfIdle(Place place) {
    LedgerEntry entry = ledger.find(place.partition(), place.requestId()).orElseThrow();
    if (mayAct(entry) && !waits(place)) {
      monitor.sessionIdle(place.requestId());
      Session session = sessions.computeIfAbsent(place, p -> new Session());
      sender.announce(place, session, "", ActionKind.CLOSE);
    }
  }
}
