package io.taskbridge.command;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.Actions;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.Steering;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Looks among the events of a task for its open action, of which nobody can tell whether the API
 * has it; after {@link CommandSettings#unclearTimeout} for the last time, and then says that nobody
 * knows. Lives on the bridge's thread.
 */
final class ActionSearch {
  /** The first digit of an answer's status. */
  private static final int SUCCESS = 2;

  private final CommandSettings settings;
  private final TaskApi api;
  private final ApiGate gate;
  private final ActionEntries entries;
  private final Publisher publisher;
  private final Monitor monitor;
  private final Clock clock;
  private final RandomGenerator random;
  private final Executor thread;
  private final InAir inAir;

  /** Where an action is unclear and its verdict not spoken, and since when. */
  private final Map<Place, Instant> wanted = new HashMap<>();

  private final DueQueue<Place> verdicts = new DueQueue<>();

  ActionSearch(
      CommandSettings settings,
      TaskApi api,
      ApiGate gate,
      ActionEntries entries,
      Publisher publisher,
      Monitor monitor,
      Clock clock,
      RandomGenerator random,
      Executor thread,
      InAir inAir) {
    this.settings = settings;
    this.api = api;
    this.gate = gate;
    this.entries = entries;
    this.publisher = publisher;
    this.monitor = monitor;
    this.clock = clock;
    this.random = random;
    this.thread = thread;
    this.inAir = inAir;
  }

  /** The open action became unclear; nothing happens when it was. */
  void begin(Place place) {
    wanted.putIfAbsent(place, clock.instant());
    if (!verdicts.contains(place)) {
      verdicts.put(place, clock.instant().plus(settings.unclearTimeout()));
    }
  }

  /** Looks once, right away, and gives nothing up. */
  void look(Place place) {
    look(place, false);
  }

  /** The API has the open action, or it is done with. */
  void forget(Place place) {
    wanted.remove(place);
    verdicts.remove(place);
  }

  /** A partition is not ours any more. */
  void released(int partition) {
    wanted.keySet().removeIf(place -> place.partition() == partition);
    verdicts.removeIf(place -> place.partition() == partition);
  }

  /** Looks for the last time where it is due. */
  void tick(Instant now) {
    verdicts.take(now, Integer.MAX_VALUE).forEach(place -> look(place, true));
  }

  /** When {@link #tick} has something to do. */
  Optional<Instant> next() {
    return verdicts.next();
  }

  /**
   * Reads all events of the task.
   *
   * @param last whether an action that they say nothing of is given up
   */
  private void look(Place place, boolean last) {
    LedgerEntry entry = entries.get(place);
    OpenAction wantedNow = entry.steering().open();
    if (wantedNow == null) {
      return;
    }
    inAir.begin();
    ApiCalls.handle(
        api.get(entry.taskId().orElseThrow(), OptionalLong.of(0), false),
        thread,
        monitor,
        outcome -> {
          gate.heard(outcome);
          inAir.end(() -> looked(place, wantedNow.id(), last, outcome));
        });
  }

  private void looked(
      Place place, String actionId, boolean last, ApiOutcome<TaskSnapshot> outcome) {
    LedgerEntry entry = entries.find(place).orElse(null);
    if (entry == null || !(entry.phase() instanceof Phase.Running)) {
      return;
    }
    OpenAction open = entry.steering().open();
    if (open == null || !open.id().equals(actionId)) {
      // It has its outcome; what is open now may not even have been sent when this was asked.
      return;
    }
    Instant now = clock.instant();
    List<TaskEvent> told = new ArrayList<>();
    Steering seen = entry.steering();
    boolean over = last;
    if (outcome instanceof ApiOutcome.Ok<TaskSnapshot> ok) {
      seen = Actions.heard(entry.subject(), seen, ok.value().events(), told, now);
      over &= !ok.value().status().terminal();
    } else if (last && wanted.containsKey(place) && !mayBeGivenUp(place, outcome, now)) {
      verdicts.put(place, now.plus(settings.retry().after(1, random)));
      over = false;
    } else {
      over &= wanted.containsKey(place);
    }
    if (over && seen.open() != null && !seen.open().taken()) {
      seen =
          Actions.failed(
              entry.subject(),
              seen,
              "nobody can tell whether the task API took this action;"
                  + " it is unknown whether it ran",
              told,
              now);
    }
    Steering after = seen;
    if (!after.equals(entry.steering())) {
      publisher.publish(ActionEntries.steered(entry, steering -> after, told));
    }
  }

  /**
   * An API that is away, or lets nobody in, is waited for. One that answers for as long again, and
   * never so that it can be read, has more events than we can read, and will not have fewer.
   */
  private boolean mayBeGivenUp(Place place, ApiOutcome<?> outcome, Instant now) {
    boolean unreadable =
        outcome instanceof ApiOutcome.Ambiguous<?> unclear && unclear.httpStatus() / 100 == SUCCESS;
    return unreadable
        && !now.isBefore(wanted.get(place).plus(settings.unclearTimeout().multipliedBy(2)));
  }
}
