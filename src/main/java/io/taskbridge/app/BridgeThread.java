package io.taskbridge.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The one thread on which all state of the bridge lives, so that no flow needs a lock. Between two
 * ticks of the schedule it wakes itself when something is due sooner.
 */
public final class BridgeThread implements Executor, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BridgeThread.class);
  private static final long SHORTEST_NAP_MS = 5;
  private static final long LONGEST_NAP_MS = 1_000;
  private static final Duration STOP = Duration.ofSeconds(5);

  /** Exit status; the same as that of {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int HEAP_EXHAUSTED = 3;

  /** After so many in a row what the schedule wants has its turn. */
  private static final int MOST_IN_A_ROW = 500;

  private record Recurring(Runnable tick, Supplier<Optional<Instant>> next) {}

  private final Clock clock;
  private final Runnable onDefect;
  private final ScheduledThreadPoolExecutor executor;
  private final List<Recurring> recurring = new ArrayList<>();

  /** What came in and is not done; beside the executor's queue, which is a heap behind a lock. */
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean working = new AtomicBoolean();
  private ScheduledFuture<?> wakeUp;
  private Instant wakeUpAt = Instant.MAX;

  /**
   * @param onDefect hears that a step failed, beside the log
   */
  public BridgeThread(Clock clock, Runnable onDefect) {
    this.clock = clock;
    this.onDefect = onDefect;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "bridge");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Adds something to be done again and again; before the first tick.
   *
   * @param tick does what is due
   * @param next when the next is due; empty when nothing is
   */
  public void recurring(Runnable tick, Supplier<Optional<Instant>> next) {
    execute(() -> recurring.add(new Recurring(tick, next)));
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    workSoon();
  }

  /** Has what came in done, unless that is under way; false when this thread takes no more. */
  private boolean workSoon() {
    if (working.compareAndSet(false, true)) {
      try {
        executor.execute(this::work);
      } catch (RejectedExecutionException stopped) {
        LOG.debug("something came in after the stop and is left to the next start", stopped);
        return false;
      }
    }
    return true;
  }

  /**
   * Does what came in. What is due next is looked up once for all of it: under load that is less
   * work than it takes after each.
   */
  private void work() {
    boolean stopped;
    do {
      try {
        Runnable task = tasks.poll();
        for (int done = 1; task != null; done++) {
          guarded(task);
          task = done < MOST_IN_A_ROW ? tasks.poll() : null;
        }
      } finally {
        working.set(false);
        // What came in before a stop is still done, and by nobody but this turn.
        stopped = !tasks.isEmpty() && !workSoon();
      }
    } while (stopped);
    guarded(this::arm);
  }

  /**
   * Does something again and again until this thread closes, by the monotonic clock: a schedule by
   * the time of day stands still when that is set back.
   */
  public void every(Duration interval, Runnable task) {
    long nanos = interval.toNanos();
    executor.scheduleWithFixedDelay(() -> execute(task), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Does everything that is due. */
  public void tick() {
    execute(this::everythingDue);
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the bridge's thread did not come to its end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void everythingDue() {
    recurring.forEach(each -> guarded(each.tick()));
  }

  /** Wakes up for what is due before the schedule ticks again. */
  private void arm() {
    Instant next =
        recurring.stream()
            .map(each -> each.next().get())
            .flatMap(Optional::stream)
            .min(Instant::compareTo)
            .orElse(Instant.MAX);
    Instant now = clock.instant();
    if (wakeUp != null && !wakeUp.isDone() && !next.isBefore(wakeUpAt)) {
      return;
    }
    if (wakeUp != null) {
      wakeUp.cancel(false);
    }
    if (next.isAfter(now.plusMillis(LONGEST_NAP_MS))) {
      wakeUpAt = Instant.MAX;
      wakeUp = null;
      return;
    }
    long nap = Math.max(SHORTEST_NAP_MS, Duration.between(now, next).toMillis());
    wakeUpAt = next;
    try {
      wakeUp = executor.schedule(this::wake, nap, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("what is due next is left to the next start", stopped);
    }
  }

  private void wake() {
    wakeUp = null;
    guarded(this::everythingDue);
    guarded(this::arm);
  }

  /** One failure must not end the thread, nor be lost in a future that nobody reads. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (OutOfMemoryError exhausted) {
      LOG.fatal(
          "the heap is full in the middle of a step, so the process ends; nothing is lost, the next"
              + " one goes on from the ledger: raise -Xmx, or lower BRIDGE_LIMITS_BACKLOG_BYTES",
          exhausted);
      Runtime.getRuntime().halt(HEAP_EXHAUSTED);
    } catch (RuntimeException | Error defect) {
      LOG.error("a step of the bridge failed: this is a defect of the bridge", defect);
      onDefect.run();
    }
  }
}
