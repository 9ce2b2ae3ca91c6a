package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.kafka.RequestDecoder.Decoded;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  private static final Instant WRITTEN = Instant.parse("2026-01-31T10:00:00Z");
  private static final Instant NOW = WRITTEN.plusSeconds(60);

  @ParameterizedTest
  @CsvSource({
    "PT10M, 2026-01-31T10:10:00Z",
    "pt1.5s, 2026-01-31T10:00:01.500Z",
    "P1DT1H, 2026-02-01T11:00:00Z",
    "P1W, 2026-02-07T10:00:00Z",
    "P2W3D, 2026-02-17T10:00:00Z",
    "P1M, 2026-02-28T10:00:00Z",
    "P1MT1M, 2026-02-28T10:01:00Z",
    "P1Y2M, 2027-03-31T10:00:00Z",
    "P3650D, 2036-01-29T10:00:00Z",
    "PT87600H, 2036-01-29T10:00:00Z",
    "P7973Y, 9999-01-31T10:00:00Z",
    "2030-01-31T12:00:00Z, 2030-01-31T12:00:00Z",
    "2030-01-31T12:00+01:00, 2030-01-31T11:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    "1969-01-01T00:00:00Z, 1969-01-01T00:00:00Z",
    "-999999999-01-01T00:00:00Z, 0000-01-01T00:00:00Z"
  })
  void shouldTakeWhatPeopleWrite(String text, Instant deadline) {
    assertThat(Deadline.parse(text, WRITTEN, NOW)).contains(deadline);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "PT",
        "P1DT",
        "P0D",
        "P1DT-24H",
        "P1D1W",
        "P1.5D",
        "-P1D",
        "P7974Y",
        "P99999999999D",
        "PT9999999999999H",
        "PT999999999999999999999H",
        "2030-01-31",
        "2030-01-31T12:00:00",
        "+10000-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z"
      })
  void shouldRefuseWhatIsNoTimeToWaitFor(String text) {
    assertThat(Deadline.parse(text, WRITTEN, NOW)).isEmpty();
  }

  /** What its own advice names would be a poor example else. */
  @Test
  void shouldTakeTheExamplesOfItsAdvice() {
    Pattern.compile("\"([^\"]+)\"")
        .matcher(Deadline.ADVICE)
        .results()
        .forEach(example -> assertThat(Deadline.parse(example.group(1), WRITTEN, NOW)).isPresent());
    assertThat(Deadline.ADVICE).contains("\"PT10M\"", "\"2030-01-31T12:00:00Z\"");
  }

  /** What is accepted is written to the ledger; where that fails the partition stands still. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-999999999-01-01T00:00:00Z",
        "-999999999-01-01T00:00:00+18:00",
        "0000-01-01T00:00:00+18:00",
        "9999-12-31T23:59:59.999Z",
        "P7000Y"
      })
  void shouldMakeNothingThatTheLedgerCannotKeep(String text) {
    byte[] value = ("{\"task\":\"a\",\"bridge\":{\"deadline\":\"" + text + "\"}}").getBytes(UTF_8);

    TaskRequest request = request(value, WRITTEN.toEpochMilli());
    LedgerEntry entry = LedgerEntry.of(request, new Phase.Submitting(1, NOW));

    LedgerCodec codec = new LedgerCodec();
    assertThat(codec.entry(codec.key(request.id()), codec.value(entry), 3)).isEqualTo(entry);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void shouldCountFromAnyTimeThatARecordMayHave(long timestamp) {
    byte[] value = "{\"task\":\"a\",\"bridge\":{\"deadline\":\"P1W\"}}".getBytes(UTF_8);

    assertThat(request(value, timestamp).options().deadline())
        .isEqualTo(
            timestamp == 0
                ? Instant.EPOCH.plus(Duration.ofDays(7))
                : MutableClock.START.plus(Duration.ofDays(7)));
  }

  private static TaskRequest request(byte[] value, long timestamp) {
    RequestDefaults defaults =
        new RequestDefaults(
            Duration.ofMinutes(5), Duration.ofSeconds(30), 100_000, Records.ATTACHMENTS);
    Decoded decoded =
        new RequestDecoder(defaults, new MutableClock()).decode(Records.written(timestamp, value));
    assertThat(decoded).isInstanceOf(Decoded.Readable.class);
    return ((Decoded.Readable) decoded).request();
  }
}
