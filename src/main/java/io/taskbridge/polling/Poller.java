package io.taskbridge.polling;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Follower;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskLifecycle;
import io.taskbridge.task.TaskLifecycle.Observation;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Asks about every task that runs, and about late links of those that ended. Lives on the bridge's
 * thread; answers of the API are brought back to it. One failing task never stops the others.
 */
public final class Poller implements LedgerListener, Follower {
  private static final int NOT_FOUND = 404;

  private record Place(int partition, RequestId requestId) {}

  private final PollSettings settings;
  private final TaskApi api;
  private final ApiGate gate;
  private final Ledger ledger;
  private final Publisher publisher;
  private final Monitor monitor;
  private final Clock clock;
  private final RandomGenerator random;
  private final Executor thread;

  private final Map<Place, Watch> watches = new HashMap<>();
  private final DueQueue<Watch> due = new DueQueue<>();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private int inAir;
  private boolean stopped;

  /**
   * @param thread the bridge's thread
   */
  public Poller(
      PollSettings settings,
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Monitor monitor,
      Clock clock,
      RandomGenerator random,
      Executor thread) {
    this.settings = requireNonNull(settings, "settings");
    this.api = requireNonNull(api, "api");
    this.gate = requireNonNull(gate, "gate");
    this.ledger = requireNonNull(ledger, "ledger");
    this.publisher = requireNonNull(publisher, "publisher");
    this.monitor = requireNonNull(monitor, "monitor");
    this.clock = requireNonNull(clock, "clock");
    this.random = requireNonNull(random, "random");
    this.thread = requireNonNull(thread, "thread");
  }

  @Override
  public void restored(PartitionLedger partition) {
    for (LedgerEntry entry : partition.entries()) {
      if (entry.followed().isPresent()) {
        // Spread over one interval: a restart must not ask about everything in one moment.
        long spread = (long) (settings.interval().toMillis() * random.nextDouble());
        due.put(watch(entry), clock.instant().plusMillis(spread));
      }
    }
  }

  @Override
  public void changed(LedgerEntry before, LedgerEntry after) {
    if (after != null && after.followed().isPresent()) {
      if (!watches.containsKey(place(after))) {
        due.put(watch(after), clock.instant().plus(Backoff.jittered(settings.interval(), random)));
      }
    } else if (before != null) {
      drop(watches.remove(place(before)));
    }
  }

  @Override
  public void released(int partition) {
    watches
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = entry.getKey().partition() == partition;
              if (gone) {
                drop(entry.getValue());
              }
              return gone;
            });
  }

  @Override
  public void soon(int partition, RequestId requestId) {
    Watch watch = watches.get(new Place(partition, requestId));
    if (watch != null && due.contains(watch)) {
      due.put(watch, clock.instant());
    } else if (watch != null) {
      watch.hurry();
    }
  }

  /** Asks about everything that is due, as far as questions may be in the air. */
  public void tick() {
    if (!stopped && gate.openForReading()) {
      for (Watch watch : due.take(clock.instant(), settings.maxConcurrent() - inAir)) {
        ask(watch);
      }
    }
  }

  /** When the next question is due; empty when there is none, or none may be asked. */
  public Optional<Instant> next() {
    return !stopped && gate.openForReading() && inAir < settings.maxConcurrent()
        ? due.next()
        : Optional.empty();
  }

  /**
   * Asks nothing more.
   *
   * @return completes when every question in the air was answered
   */
  public CompletionStage<Void> stop() {
    stopped = true;
    tellIfIdle();
    return idle;
  }

  private void tellIfIdle() {
    if (stopped && inAir == 0) {
      idle.complete(null);
    }
  }

  /** Tasks that are asked about. */
  public int watched() {
    return watches.size();
  }

  /** When the question that waits longest was due; in the future when all are in time. */
  public Optional<Instant> oldestDue() {
    return due.next();
  }

  private void ask(Watch watch) {
    LedgerEntry entry = ledger.find(watch.partition(), watch.requestId()).orElseThrow();
    FollowedTask task = entry.followed().orElseThrow();
    OptionalLong after = watch.eventsAfter(entry, task);
    inAir++;
    ApiCalls.handle(
        api.get(task.taskId(), after, true),
        thread,
        monitor,
        outcome -> {
          inAir--;
          gate.heard(outcome);
          heard(watch, after, outcome);
          tellIfIdle();
          tick();
        });
  }

  private void heard(Watch watch, OptionalLong after, ApiOutcome<TaskSnapshot> outcome) {
    Place place = new Place(watch.partition(), watch.requestId());
    if (watches.get(place) != watch) {
      return;
    }
    LedgerEntry entry = ledger.find(watch.partition(), watch.requestId()).orElseThrow();
    FollowedTask task = entry.followed().orElseThrow();
    Instant now = clock.instant();
    // Before anything else can fail: this task is asked about again.
    due.put(watch, now.plus(settings.longestInterval()));
    Duration delay;
    if (outcome instanceof ApiOutcome.Ok<TaskSnapshot> ok
        && watch.mayLeaveOut(task, after, ok.value())) {
      watch.answered(task, after, true);
      delay = Duration.ZERO;
    } else if (outcome instanceof ApiOutcome.Ok<TaskSnapshot> ok) {
      Observation seen =
          TaskLifecycle.observed(
              entry.subject(),
              entry.partition(),
              entry.options(),
              entry.steering(),
              task,
              ok.value(),
              now);
      watch.answered(task, after, seen.changed());
      publish(entry, seen, now);
      Instant quietSince = seen.steering().quietSince(seen.task().changedAt());
      Duration quiet = Duration.between(quietSince, now);
      delay = PollDelay.next(settings, quiet, random);
    } else if (isUnknown(outcome)) {
      delay = settings.interval();
      if (watch.unknownAgain()) {
        publisher.publish(Endings.unknownToTheApi(entry, task, now));
      }
    } else {
      monitor.pollFailed(watch.requestId(), task.taskId(), outcome);
      delay = settings.failures().after(watch.failed(), random);
    }
    boolean hurried = watch.hurried();
    if (watches.get(place) == watch) {
      due.put(watch, hurried ? now : now.plus(delay));
    }
  }

  private void publish(LedgerEntry entry, Observation seen, Instant now) {
    Phase next = Phase.after(seen, entry.options(), now);
    if (entry.phase() instanceof Phase.Collecting collecting) {
      boolean over = !now.isBefore(collecting.until()) || next instanceof Phase.Ended;
      next =
          over
              ? new Phase.Ended(now, seen.task().taskId())
              : new Phase.Collecting(seen.task(), collecting.until());
      if (!over && !seen.changed()) {
        return;
      }
    } else if (!seen.changed()) {
      return;
    }
    publisher.publish(
        Batch.of(entry.partition())
            .put(entry.in(next).steered(seen.steering()))
            .tell(seen.events())
            .build());
  }

  private static boolean isUnknown(ApiOutcome<?> outcome) {
    return outcome instanceof ApiOutcome.Refused<?> r && r.httpStatus() == NOT_FOUND;
  }

  private Watch watch(LedgerEntry entry) {
    Watch watch = new Watch(entry);
    watches.put(place(entry), watch);
    return watch;
  }

  private void drop(Watch watch) {
    if (watch != null) {
      due.remove(watch);
    }
  }

  private static Place place(LedgerEntry entry) {
    return new Place(entry.partition(), entry.requestId());
  }
}
