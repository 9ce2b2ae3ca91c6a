package io.taskbridge.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Until when a request may take: a duration, or a point in time. A duration counts from the time of
 * the record: whoever reads it, and however often, comes to the same end.
 */
final class Deadline {
  /** Years of four digits: what every reader of ISO-8601 takes, and the ledger can count. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  /** What the sender of any other hears. */
  static final String ADVICE =
      "'bridge.deadline' must be an ISO-8601 duration, e.g. \"PT10M\", or a point in time with its"
          + " offset, e.g. \"2030-01-31T12:00:00Z\", and not beyond the year 9999";

  private Deadline() {}

  /**
   * Reads a deadline, in milliseconds as the ledger keeps it.
   *
   * @param text ISO-8601; a point in time with its offset
   * @param writtenAt when the request was written to its topic
   * @param now nothing counts from later: a sender's clock may be ahead
   * @return empty when it is neither, not positive, or beyond the year 9999. A point in the past is
   *     one that has passed, and no mistake, however long ago
   */
  static Optional<Instant> parse(String text, Instant writtenAt, Instant now) {
    try {
      Instant deadline;
      if (text.startsWith("P") || text.startsWith("p")) {
        Instant begin = writtenAt.isAfter(now) ? now : writtenAt;
        deadline = IsoDuration.parse(text).after(begin);
        if (!deadline.isAfter(begin)) {
          return Optional.empty();
        }
      } else {
        deadline = OffsetDateTime.parse(text).toInstant();
      }
      return Optional.of(deadline.isBefore(EARLIEST) ? EARLIEST : deadline)
          .map(time -> time.truncatedTo(ChronoUnit.MILLIS))
          .filter(time -> !time.isAfter(LATEST));
    } catch (DateTimeException | ArithmeticException neither) {
      return Optional.empty();
    }
  }
}
