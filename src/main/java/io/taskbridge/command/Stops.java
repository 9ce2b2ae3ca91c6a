package io.taskbridge.command;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Follower;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Ends requests before their time. That one is to stop stands in the ledger; here it is noticed
 * when a deadline passes, and the API is asked to cancel what runs, until it has ended. How it
 * ended is heard while asking: it may have been quicker. Lives on the bridge's thread.
 */
final class Stops {
  /** A cancel that the API accepted and that shows no effect by then is asked for again. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final Backoff retry;
  private final TaskApi api;
  private final ApiGate gate;
  private final Ledger ledger;
  private final Publisher publisher;
  private final Follower follower;
  private final Monitor monitor;
  private final Clock clock;
  private final RandomGenerator random;
  private final Executor thread;
  private final InAir inAir;

  private final DueQueue<Place> deadlines = new DueQueue<>();
  private final DueQueue<Place> cancels = new DueQueue<>();

  /** Requests that are being stopped, with the number of tries that got no clear answer. */
  private final Map<Place, Integer> stopping = new HashMap<>();

  Stops(
      Backoff retry,
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Follower follower,
      Monitor monitor,
      Clock clock,
      RandomGenerator random,
      Executor thread,
      InAir inAir) {
    this.retry = retry;
    this.api = api;
    this.gate = gate;
    this.ledger = ledger;
    this.publisher = publisher;
    this.follower = follower;
    this.monitor = monitor;
    this.clock = clock;
    this.random = random;
    this.thread = thread;
    this.inAir = inAir;
  }

  /** An entry is now this. */
  void now(LedgerEntry entry) {
    Place place = Place.of(entry);
    if (!entry.phase().occupiesSlot()) {
      forget(place);
    } else if (entry.steering().stop() == null) {
      if (entry.options().deadline() != null && !deadlines.contains(place)) {
        deadlines.put(place, entry.options().deadline());
      }
    } else {
      deadlines.remove(place);
      // Before there is a task there is nothing to cancel: its submission comes to its end first.
      if (entry.phase() instanceof Phase.Running && stopping.putIfAbsent(place, 0) == null) {
        cancels.put(place, clock.instant());
      }
    }
  }

  void forget(Place place) {
    deadlines.remove(place);
    cancels.remove(place);
    stopping.remove(place);
  }

  void released(int partition) {
    deadlines.removeIf(place -> place.partition() == partition);
    cancels.removeIf(place -> place.partition() == partition);
    stopping.keySet().removeIf(place -> place.partition() == partition);
  }

  void tick() {
    Instant now = clock.instant();
    for (Place place : deadlines.take(now, Integer.MAX_VALUE)) {
      LedgerEntry entry = entry(place);
      publisher.publish(
          Batch.of(place.partition())
              .put(entry.steered(entry.steering().stopping(Stop.DEADLINE)))
              .build());
    }
    if (maySend()) {
      cancels.take(now, Integer.MAX_VALUE).forEach(this::cancel);
    }
  }

  Optional<Instant> next() {
    Optional<Instant> cancel = maySend() ? cancels.next() : Optional.empty();
    return Stream.of(cancel, deadlines.next()).flatMap(Optional::stream).min(Instant::compareTo);
  }

  private boolean maySend() {
    return !inAir.held() && gate.openForReading();
  }

  private void cancel(Place place) {
    LedgerEntry entry = entry(place);
    TaskId taskId = entry.taskId().orElseThrow();
    monitor.cancelAsked(entry.steering().stop());
    inAir.begin();
    ApiCalls.handle(
        api.cancel(taskId),
        thread,
        monitor,
        outcome -> {
          gate.heard(outcome);
          inAir.end(() -> heard(place, outcome));
        });
  }

  private void heard(Place place, ApiOutcome<Boolean> outcome) {
    if (!stopping.containsKey(place)) {
      return;
    }
    boolean clear =
        outcome instanceof ApiOutcome.Ok<Boolean> || outcome instanceof ApiOutcome.Refused<Boolean>;
    int failures = clear ? 0 : stopping.get(place) + 1;
    stopping.put(place, failures);
    cancels.put(place, clock.instant().plus(clear ? AGAIN : retry.after(failures, random)));
    // Cancelled, or ended before: either way there is a result to be had.
    follower.soon(place.partition(), place.requestId());
  }

  private LedgerEntry entry(Place place) {
    return ledger.find(place.partition(), place.requestId()).orElseThrow();
  }
}
