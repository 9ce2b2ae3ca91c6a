package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential delays with jitter. Immutable.
 *
 * @param first the delay after the first failure, before jitter
 * @param longest no delay is longer, before jitter
 */
public record Backoff(Duration first, Duration longest) {
  private static final double JITTER = 0.2;

  public Backoff {
    requireNonNull(first, "first");
    requireNonNull(longest, "longest");
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("backoff from " + first + " to " + longest);
    }
  }

  /**
   * The delay after so many failures in a row.
   *
   * @param failures from 1
   */
  public Duration after(int failures, RandomGenerator random) {
    int doublings = Math.min(Math.max(failures, 1) - 1, 30);
    double millis = Math.min((double) first.toMillis() * (1L << doublings), longest.toMillis());
    return jittered(Duration.ofMillis((long) millis), random);
  }

  /** The delay, up to a fifth shorter or longer, so that many don't come back at once. */
  public static Duration jittered(Duration delay, RandomGenerator random) {
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofNanos((long) (delay.toNanos() * factor));
  }
}
