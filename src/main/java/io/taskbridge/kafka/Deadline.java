package io.taskbridge.kafka;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Until when a request may take: a duration, or a point in time. A duration counts from the time of
 * the record: whoever reads it, and however often, comes to the same end.
 */
final class Deadline {
  private static final Duration LONGEST = Duration.ofDays(365);

  private Deadline() {}

  /**
   * Reads a deadline, in milliseconds as the ledger keeps it.
   *
   * @param text ISO-8601; a point in time with its offset
   * @param writtenAt when the request was written to its topic
   * @param now nothing counts from later: a sender's clock may be ahead
   * @return empty when it is neither, not positive, or more than a year ahead. A point in the past
   *     is one that has passed, and no mistake
   */
  static Optional<Instant> parse(String text, Instant writtenAt, Instant now) {
    try {
      Instant deadline;
      if (text.startsWith("P") || text.startsWith("p")) {
        Duration duration = Duration.parse(text);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
          return Optional.empty();
        }
        deadline = (writtenAt.isAfter(now) ? now : writtenAt).plus(duration);
      } else {
        deadline = OffsetDateTime.parse(text).toInstant();
      }
      return Optional.of(deadline.truncatedTo(ChronoUnit.MILLIS))
          .filter(time -> !time.isAfter(now.plus(LONGEST)));
    } catch (DateTimeException | ArithmeticException neither) {
      return Optional.empty();
    }
  }
}
