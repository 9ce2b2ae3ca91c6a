package io.taskbridge.submission;

import io.taskbridge.ledger.ApiMoment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How far the API's clock is ahead of ours, as two bounds, learnt from a submission that went well.
 * Immutable.
 *
 * @param least the API's clock is ahead by this at the least; may be negative
 * @param most and by this at the most
 * @param learntAt what was learnt holds until our clock is set anew
 */
record ApiTime(Duration least, Duration most, Reading learntAt) {
  private static final long LARGEST_SECONDS = 100_000_000_000L;

  /** A submission that took longer says too little about the time. */
  private static final Duration LONGEST_SAMPLE = Duration.ofSeconds(5);

  /** So much of a step is left to {@link #TOLERANCE}. */
  private static final Duration SMALLEST_STEP = Duration.ofMillis(500);

  /** The unit may be whole seconds, and clocks drift. */
  static final Duration TOLERANCE = Duration.ofSeconds(2);

  /**
   * Our clocks, read together.
   *
   * @param wall what is compared with others, and may be set anew at any time
   * @param nanos of the monotonic clock
   */
  record Reading(Instant wall, long nanos) {
    Duration since(Reading earlier) {
      return Duration.ofNanos(nanos - earlier.nanos);
    }

    /** Whether the wall clock was set in between, be it for the process slept without knowing. */
    private boolean steppedSince(Reading earlier) {
      return Duration.between(earlier.wall, wall)
              .minus(since(earlier))
              .abs()
              .compareTo(SMALLEST_STEP)
          > 0;
    }
  }

  /**
   * Learns from a task that was created between these two readings.
   *
   * @return null when they say too little
   */
  static ApiTime learn(long createdAt, Reading sent, Reading answered) {
    if (answered.since(sent).compareTo(LONGEST_SAMPLE) > 0 || answered.steppedSince(sent)) {
      return null;
    }
    Instant created = instant(createdAt);
    return new ApiTime(
        Duration.between(answered.wall(), created),
        Duration.between(sent.wall(), created),
        answered);
  }

  boolean holds(Reading now) {
    return !now.steppedSince(learntAt);
  }

  /** What the API's clock says when ours says this. */
  ApiMoment of(Instant wall) {
    return new ApiMoment(wall.plus(least), wall.plus(most));
  }

  /**
   * What the API's {@code created_at} means. Its unit is not documented: seconds and milliseconds
   * of today differ by three digits.
   */
  static Instant instant(long createdAt) {
    return unit(createdAt) == ChronoUnit.SECONDS
        ? Instant.ofEpochSecond(createdAt)
        : Instant.ofEpochMilli(createdAt);
  }

  static ChronoUnit unit(long createdAt) {
    return createdAt < LARGEST_SECONDS ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
  }
}
