package io.taskbridge.submission;

import io.taskbridge.ledger.ApiMoment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the API's clock says by our monotonic one, learnt from a submission that went well: a time
 * of day that is set back or forth changes nothing about it. Immutable.
 *
 * @param then what the API's clock said
 * @param read when it said that
 */
record ApiTime(ApiMoment then, Reading read) {
  private static final long LARGEST_SECONDS = 100_000_000_000L;

  /** A submission that took longer says too little about the time. */
  private static final Duration LONGEST_SAMPLE = Duration.ofSeconds(5);

  /** So much of a leap is left to {@link #TOLERANCE}. */
  private static final Duration SMALLEST_LEAP = Duration.ofMillis(500);

  /** The unit may be whole seconds, and clocks drift. */
  static final Duration TOLERANCE = Duration.ofSeconds(2);

  /**
   * Our clocks, read together.
   *
   * @param wall the time of day, which others compare with theirs
   * @param nanos of the monotonic clock
   */
  record Reading(Instant wall, long nanos) {
    Duration since(Reading earlier) {
      return Duration.ofNanos(nanos - earlier.nanos);
    }

    /**
     * Whether more time may have passed than the monotonic clock knows of: it stands still while a
     * machine sleeps. It may as well be that somebody has set the clock; nobody can tell.
     */
    private boolean leaptSince(Reading earlier) {
      Duration passed = Duration.between(earlier.wall, wall);
      return passed.minus(since(earlier)).compareTo(SMALLEST_LEAP) > 0;
    }
  }

  /**
   * Learns from a task that was created between these two readings.
   *
   * @return null when they say too little
   */
  static ApiTime learn(long createdAt, Reading sent, Reading answered) {
    Duration took = answered.since(sent);
    if (took.compareTo(LONGEST_SAMPLE) > 0 || answered.leaptSince(sent)) {
      return null;
    }
    Instant created = instant(createdAt);
    return new ApiTime(new ApiMoment(created, created.plus(took)), answered);
  }

  /** What the API's clock says now; null when that can't be told any more. */
  ApiMoment at(Reading now) {
    return now.leaptSince(read) ? null : shifted(then, now.since(read));
  }

  static ApiMoment shifted(ApiMoment moment, Duration by) {
    return new ApiMoment(moment.earliest().plus(by), moment.latest().plus(by));
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
