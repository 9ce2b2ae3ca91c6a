package io.taskbridge.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Keeps what topics take up to date: before anything is written for a partition that is new here,
 * and from time to time, because whoever raises a limit does not restart the bridge for it.
 */
final class TopicSizes {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final RecordLimits limits;
  private final Admin admin;
  private final List<String> topics;
  private final Executor background;
  private final LongSupplier nanoTime;
  private volatile long readAt;

  /**
   * @param background where Kafka may be waited for
   * @param nanoTime the monotonic clock, in nanoseconds
   */
  TopicSizes(
      RecordLimits limits,
      Admin admin,
      List<String> topics,
      Executor background,
      LongSupplier nanoTime) {
    this.limits = limits;
    this.admin = admin;
    this.topics = List.copyOf(topics);
    this.background = background;
    this.nanoTime = nanoTime;
    this.readAt = nanoTime.getAsLong();
  }

  /** Asks Kafka and waits for the answer. */
  void read() throws InterruptedException {
    readAt = nanoTime.getAsLong();
    limits.read(admin, topics);
  }

  /** Asks again, beside all else, when the last answer is old. On the bridge's thread. */
  void tick() {
    if (nanoTime.getAsLong() - readAt < INTERVAL.toNanos()) {
      return;
    }
    readAt = nanoTime.getAsLong();
    background.execute(
        () -> {
          try {
            limits.read(admin, topics);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
