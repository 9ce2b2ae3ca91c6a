package io.taskbridge.submission;

import java.time.Duration;
import java.time.Instant;

/**
 * What the API's {@code created_at} means by our clock. Its unit is not documented: seconds and
 * milliseconds of today differ by three digits. How far its clock is ahead of ours is learnt from
 * submissions that went well, as two bounds. Immutable.
 *
 * @param least the API's clock is ahead by this at the least; may be negative
 * @param most and by this at the most
 */
record ApiTime(Duration least, Duration most) {
  private static final long LARGEST_SECONDS = 100_000_000_000L;

  /** A submission that took longer says too little about the time. */
  private static final Duration LONGEST_SAMPLE = Duration.ofSeconds(5);

  /** Before anything was learnt, clocks may be far apart; nothing is concluded from a near miss. */
  static final ApiTime UNKNOWN = new ApiTime(Duration.ofMinutes(-15), Duration.ofMinutes(15));

  /** The unit may be whole seconds, and clocks drift. */
  static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** The earliest moment, by our clock, at which this may have been created. */
  Instant earliest(long createdAt) {
    return api(createdAt).minus(most).minus(TOLERANCE);
  }

  /** The latest. */
  Instant latest(long createdAt) {
    return api(createdAt).minus(least).plus(TOLERANCE);
  }

  /** Learns from a task that was created between these two moments of ours. */
  ApiTime learn(long createdAt, Instant sent, Instant answered) {
    if (Duration.between(sent, answered).compareTo(LONGEST_SAMPLE) > 0) {
      return this;
    }
    Instant created = api(createdAt);
    return new ApiTime(Duration.between(answered, created), Duration.between(sent, created));
  }

  private static Instant api(long createdAt) {
    return createdAt < LARGEST_SECONDS
        ? Instant.ofEpochSecond(createdAt)
        : Instant.ofEpochMilli(createdAt);
  }
}
