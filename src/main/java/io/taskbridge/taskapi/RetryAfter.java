package io.taskbridge.taskapi;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** The {@code Retry-After} header (RFC 9110, 10.2.3): seconds, or the time of a clock. */
final class RetryAfter {
  /** However long the API asks for, we look again after this. */
  static final Duration MOST = Duration.ofHours(1);

  private RetryAfter() {}

  /** How long to wait from now, at most {@link #MOST}; null for nothing or for nonsense. */
  static Duration parse(String header, Clock clock) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    Duration asked = isDigits(text) ? seconds(text) : until(text, clock);
    return asked == null || asked.compareTo(MOST) < 0 ? asked : MOST;
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Duration seconds(String digits) {
    return digits.length() > 9 ? MOST : Duration.ofSeconds(Long.parseLong(digits));
  }

  private static Duration until(String date, Clock clock) {
    try {
      Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      Duration left = Duration.between(clock.instant(), then);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
