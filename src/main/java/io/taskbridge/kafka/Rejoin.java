package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.Backoff;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Asks the group to assign anew because what is in memory cannot be trusted. What led there may be
 * there to stay, and where this member leads the group every other replica lays down its work too:
 * so it is asked after a delay that grows. Lives on the bridge's thread.
 */
final class Rejoin {
  private static final Logger LOG = Logger.getLogger(Rejoin.class);
  private static final Backoff DELAYS = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** Not until a transaction is committed: the first after each restoration always is. */
  private static final Duration QUIET = Duration.ofMinutes(2);

  private final Consumer<String> group;
  private final Function<Duration, Executor> later;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private int inRow;
  private long askedAt;
  private Object waiting;

  /**
   * @param group is asked, with the reason
   * @param later runs on the bridge's thread after so long
   * @param nanoTime the monotonic clock, in nanoseconds
   */
  Rejoin(
      Consumer<String> group,
      Function<Duration, Executor> later,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.group = requireNonNull(group, "group");
    this.later = requireNonNull(later, "later");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    this.random = requireNonNull(random, "random");
  }

  /** Asks after a while, once. */
  void ask(String reason) {
    if (waiting != null) {
      return;
    }
    if (inRow > 0 && nanoTime.getAsLong() - askedAt > QUIET.toNanos()) {
      inRow = 0;
    }
    Duration delay = DELAYS.after(++inRow, random);
    if (inRow == 1) {
      LOG.warnf(
          "the group is asked to assign anew in %d ms, and later and later if it does not help: %s",
          delay.toMillis(), reason);
    }
    Object asked = new Object();
    waiting = asked;
    later
        .apply(delay)
        .execute(
            () -> {
              if (waiting == asked) {
                waiting = null;
                askedAt = nanoTime.getAsLong();
                group.accept(reason);
              }
            });
  }

  /** Asks at once: what is in memory may still hold. */
  void now(String reason) {
    group.accept(reason);
  }

  /** The group has assigned anew meanwhile, and everything is read again anyway. */
  void assigned() {
    if (waiting != null) {
      waiting = null;
      askedAt = nanoTime.getAsLong();
    }
  }
}
