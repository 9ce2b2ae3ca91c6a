package io.taskbridge.kafka;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Waits until what is under way has come to its end: one time for all of it. */
final class Drain {
  private static final Logger LOG = Logger.getLogger(Drain.class);

  /** A transaction that is being written when the time is up may take so much longer. */
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private final Duration most;
  private final Idle log;
  private final LongSupplier nanoTime;

  /** Waits until nothing is being written. */
  @FunctionalInterface
  interface Idle {
    boolean await(long millis) throws InterruptedException;
  }

  Drain(Duration most, Idle log, LongSupplier nanoTime) {
    this.most = most;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /**
   * Waits for the calls of the API, and for what follows from them to be written.
   *
   * @param landed completes when no call is in the air; nothing new is begun
   * @return when the time is up, for {@link #lastWrite}
   */
  long land(CompletionStage<Void> landed) throws InterruptedException {
    long end = nanoTime.getAsLong() + most.toNanos();
    try {
      landed.toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
      log.await(left(end));
    } catch (TimeoutException late) {
      LOG.warnf(
          "submissions, tool replies or actions were still under way after %s; their outcome is found out"
              + " later",
          most);
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for calls of the task API failed", e.getCause());
    }
    return end;
  }

  /** Waits for what is being written, after which nothing is. */
  void lastWrite(long end) throws InterruptedException {
    log.await(Math.max(LAST_WRITE.toMillis(), left(end)));
  }

  private long left(long end) {
    return Math.max(0, (end - nanoTime.getAsLong()) / 1_000_000);
  }
}
