package io.taskbridge.kafka;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * An ISO-8601 duration as people write it, weeks, months and years included. How long a month is
 * depends on where it begins: it is counted in the calendar of UTC.
 *
 * @param days years, months, weeks and days
 * @param time what stands behind the T
 */
record IsoDuration(Period days, Duration time) {
  /**
   * Reads a duration.
   *
   * @throws DateTimeException when it is none, or beyond all measure
   */
  static IsoDuration parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (!upper.startsWith("P")) {
      throw new DateTimeException("a duration begins with P");
    }
    int t = upper.indexOf('T');
    return new IsoDuration(
        t == 1 ? Period.ZERO : Period.parse(t < 0 ? upper : upper.substring(0, t)),
        t < 0 ? Duration.ZERO : Duration.parse("P" + upper.substring(t)));
  }

  /**
   * When it is over.
   *
   * @throws DateTimeException or an ArithmeticException when that is beyond all calendars
   */
  Instant after(Instant begin) {
    return begin.atOffset(ZoneOffset.UTC).plus(days).plus(time).toInstant();
  }

  /**
   * How long it is, wherever it begins.
   *
   * @throws DateTimeException when that depends on the calendar
   */
  Duration exact() {
    if (days.toTotalMonths() != 0) {
      throw new DateTimeException("months and years have no fixed length");
    }
    return time.plusDays(days.getDays());
  }
}
