package io.taskbridge.taskapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        " 7 |PT7S",
        "3600|PT1H",
        "3601|PT1H",
        "99999999999999999999|PT1H",
        "Sun, 01 Mar 2026 12:00:09 GMT|PT9S",
        "Sun, 1 Mar 2026 12:00:09 GMT|PT9S",
        "Sun, 01 Mar 2026 11:00:00 GMT|PT0S",
        "Tue, 01 Mar 2033 11:00:00 GMT|PT1H"
      })
  void shouldReadSecondsAndDates(String header, Duration expected) {
    assertThat(RetryAfter.parse(header, Apis.CLOCK)).isEqualTo(expected);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "soon", "-1", "1.5", "+5", "2026-03-01", "Sun, 99 Mar 2026 1:2:3 GMT"})
  void shouldIgnoreNonsense(String header) {
    assertThat(RetryAfter.parse(header, Apis.CLOCK)).isNull();
  }
}
