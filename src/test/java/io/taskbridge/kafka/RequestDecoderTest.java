package io.taskbridge.kafka;

import static io.taskbridge.kafka.Records.request;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.kafka.RequestDecoder.Decoded;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record as a whole: what becomes a request, and what can't be one. */
class RequestDecoderTest {
  private static final int MAX_BYTES = 1_000_000;

  private static final byte[] IN_TEN_MINUTES =
      bytes("{\"task\":\"a\",\"bridge\":{\"deadline\":\"PT10M\"}}");

  private static final Map<String, String> EVENT =
      Map.of("ce_specversion", "1.0", "ce_id", "event-9");

  private final MutableClock clock = new MutableClock();
  private final RequestDecoder decoder =
      new RequestDecoder(
          new RequestDefaults(
              Duration.ofMinutes(5), Duration.ofSeconds(30), MAX_BYTES, Records.ATTACHMENTS),
          clock);

  @Test
  void shouldSendABodyWithoutABridgeAsItCame() {
    // given white space, odd numbers, an unknown field and the same name twice
    String value =
        " {\"task\":\"a\",\n\"max_steps\": 1.60e1, \"new\":[1.0, 0.10], \"x\":1, \"x\":2} ";

    // then
    assertThat(read(value).body().text()).isEqualTo(value);
  }

  @Test
  void shouldTakeTheBridgesPartOutAndNothingElse() {
    TaskRequest request =
        read(
            "{\"task\":\"ä\",\"bridge\":{\"request_id\":\"order-42\"},"
                + "\"price\":12345678901234567890.123456789012345678901234567890,"
                + "\"rate\":1.10,\"big\":123456789012345678901234567890,\"n\":null}");

    assertThat(request.body().text())
        .isEqualTo(
            "{\"task\":\"ä\","
                + "\"price\":12345678901234567890.123456789012345678901234567890,"
                + "\"rate\":1.10,\"big\":123456789012345678901234567890,\"n\":null}");
  }

  @Test
  void shouldSetAsideARecordWhoseKeyIsTooLongToRemember() {
    Decoded decoded =
        decoder.decode(
            new ConsumerRecord<>(
                "task-requests", 3, 17, new byte[32_769], "{\"task\":\"x\"}".getBytes(UTF_8)));

    Decoded.Unreadable unreadable = (Decoded.Unreadable) decoded;
    assertThat(unreadable.error().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(unreadable.error().message()).contains("key has 32769 bytes", "shorter");
  }

  @Test
  void shouldCarryNoTraceContextThatIsFarTooLongToBeOne() {
    ConsumerRecord<byte[], byte[]> record =
        Records.record(
            "task-requests",
            3,
            17,
            "{\"task\":\"a\"}".getBytes(UTF_8),
            Map.of("traceparent", "0".repeat(1_000)));

    TaskRequest request = ((Decoded.Readable) decoder.decode(record)).request();

    assertThat(request.origin().traceparent()).isNull();
  }

  @Test
  void shouldNoteWhereARequestCameFrom() {
    ConsumerRecord<byte[], byte[]> record =
        Records.record(
            "task-requests",
            3,
            17,
            "{\"task\":\"a\"}".getBytes(UTF_8),
            Map.of("traceparent", "00-1"));

    TaskRequest request = ((Decoded.Readable) decoder.decode(record)).request();

    assertThat(request.origin().partition()).isEqualTo(3);
    assertThat(request.origin().offset()).isEqualTo(17);
    assertThat(request.origin().key()).isEqualTo(RecordKey.of("the key".getBytes(UTF_8)));
    assertThat(request.origin().traceparent()).isEqualTo("00-1");
    assertThat(request.origin().acceptedAt()).isEqualTo(MutableClock.START);
  }

  @Test
  void shouldCountADurationFromTheTimeOfTheRecordHoweverOftenItIsRead() {
    Instant written = MutableClock.START.minusSeconds(90);

    Instant first = deadline(written.toEpochMilli());
    clock.pass(Duration.ofMinutes(5));
    Instant second = deadline(written.toEpochMilli());

    assertThat(first).isEqualTo(written.plus(Duration.ofMinutes(10)));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void shouldCountADurationFromNowWhenTheRecordHasNoTimeOrOneThatIsStillToCome() {
    Instant end = MutableClock.START.plus(Duration.ofMinutes(10));

    assertThat(deadline(ConsumerRecord.NO_TIMESTAMP)).isEqualTo(end);
    assertThat(deadline(end.plusSeconds(1).toEpochMilli())).isEqualTo(end);
    assertThat(deadline(Long.MAX_VALUE)).isEqualTo(end);
  }

  /** Its copy is younger, its deadline is not. */
  @Test
  void shouldCountADurationFromTheTimeOfARecordThatWasSentOn() {
    long sentOnAt = MutableClock.START.toEpochMilli();
    ConsumerRecord<byte[], byte[]> copy = Records.written(sentOnAt, IN_TEN_MINUTES);
    copy.headers().add(FirstPlace.HEADER, bytes("1@5@" + (sentOnAt - 90_000)));
    ConsumerRecord<byte[], byte[]> forged = Records.written(sentOnAt, IN_TEN_MINUTES);
    forged.headers().add(FirstPlace.HEADER, bytes("1@5@" + (sentOnAt + 90_000)));

    Instant end = MutableClock.START.plus(Duration.ofMinutes(10));
    assertThat(deadline(copy)).isEqualTo(end.minusSeconds(90));
    assertThat(deadline(forged)).isEqualTo(end);
  }

  private Instant deadline(long writtenAt) {
    return deadline(Records.written(writtenAt, IN_TEN_MINUTES));
  }

  private Instant deadline(ConsumerRecord<byte[], byte[]> record) {
    return ((Decoded.Readable) decoder.decode(record)).request().options().deadline();
  }

  @Test
  void shouldNameARequestByItsPlaceWhenItHasNoName() {
    assertThat(read("{\"task\":\"a\"}").id().value()).isEqualTo("task-requests-3-17");
    assertThat(read("{\"task\":\"a\",\"bridge\":{}}").id().value()).isEqualTo("task-requests-3-17");
  }

  @Test
  void shouldNameARequestByTheCloudEventThatItIs() {
    byte[] value = "{\"task\":\"a\"}".getBytes(UTF_8);
    byte[] named = "{\"task\":\"a\",\"bridge\":{\"request_id\":\"mine\"}}".getBytes(UTF_8);
    Map<String, String> event = Map.of("ce_specversion", "1.0", "ce_id", "event-9");
    Map<String, String> idOnly = Map.of("ce_id", "event-9");

    assertThat(idOf(value, event)).isEqualTo("event-9");
    assertThat(idOf(named, event)).isEqualTo("mine");
    assertThat(idOf(value, idOnly)).isEqualTo("task-requests-3-17");
  }

  @Test
  void shouldTakeTheIdOfTheCloudEventWhereTheOtherIsNull() {
    byte[] value = bytes("{\"task\":\"a\",\"bridge\":{\"request_id\":null}}");

    assertThat(idOf(value, EVENT)).isEqualTo("event-9");
    assertThat(decoder.decode(request(value))).isInstanceOf(Decoded.Invalid.class);
    assertThat(decoder.decode(event(value, Map.of("ce_specversion", "1.0", "ce_id", " "))))
        .isInstanceOf(Decoded.Invalid.class);
  }

  static Stream<byte[]> nothingToRead() {
    return Stream.of(
        null, bytes(""), bytes("{"), bytes("[1]"), bytes("null"), new byte[MAX_BYTES + 1]);
  }

  @ParameterizedTest
  @MethodSource("nothingToRead")
  void shouldAnswerWhatCannotBeReadUnderTheIdOfItsEvent(byte[] value) {
    Decoded decoded = decoder.decode(event(value, EVENT));

    assertThat(decoded).isInstanceOf(Decoded.Invalid.class);
    assertThat(decoded.id().value()).isEqualTo("event-9");
    assertThat(decoded.origin().key()).isEqualTo(RecordKey.of(bytes("the key")));
    Decoded again = decoder.decode(event(value, EVENT));
    assertThat(again.origin().fingerprint()).isEqualTo(decoded.origin().fingerprint());
    assertThat(decoder.decode(event(value, Map.of("ce_id", "event-9"))))
        .isInstanceOf(Decoded.Unreadable.class);
    assertThat(
            decoder.decode(event(value, Map.of("ce_specversion", "1.0", "ce_id", "x".repeat(257)))))
        .isInstanceOf(Decoded.Unreadable.class);
  }

  @Test
  void shouldAnswerUnderItsIdARequestWhoseKeyIsTooLongButNotWithThatKey() {
    Decoded decoded =
        decoder.decode(
            new ConsumerRecord<>(
                "task-requests",
                3,
                17,
                new byte[32_769],
                bytes("{\"task\":\"x\",\"bridge\":{\"request_id\":\"r\"}}")));

    Decoded.Invalid invalid = (Decoded.Invalid) decoded;
    assertThat(invalid.id().value()).isEqualTo("r");
    assertThat(invalid.error().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(invalid.origin().key()).isNull();
  }

  private static ConsumerRecord<byte[], byte[]> event(byte[] value, Map<String, String> headers) {
    return Records.record("task-requests", 3, 17, value, headers);
  }

  @Test
  void shouldTakeAKeylessRecord() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("task-requests", 3, 17, null, "{\"task\":\"a\"}".getBytes(UTF_8));

    assertThat(((Decoded.Readable) decoder.decode(record)).request().origin().key()).isNull();
  }

  @Test
  void shouldFindTheSecretsOfTheBody() {
    assertThat(read("{\"task\":\"a\",\"proxy_password\":\"hunter2\"}").secrets())
        .containsExactly("hunter2");
  }

  @Test
  void shouldSetANullValueAside() {
    assertUnreadable(decoder.decode(request((byte[]) null)), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void shouldSetAValueAsideThatIsTooLarge() {
    Decoded decoded = decoder.decode(request(new byte[MAX_BYTES + 1]));

    assertUnreadable(decoded, ErrorCode.TOO_LARGE);
    assertThat(((Decoded.Unreadable) decoded).error().message())
        .contains("1000001 bytes", "bridge.limits.value-bytes");
  }

  @ParameterizedTest
  @MethodSource("noJson")
  void shouldSetAsideWhatIsNoJson(byte[] value) {
    assertUnreadable(decoder.decode(request(value)), ErrorCode.INVALID_JSON);
  }

  static Stream<byte[]> noJson() {
    return Stream.of(
        bytes(""),
        bytes(" \n\t"),
        bytes("hello"),
        bytes("{\"task\":"),
        bytes("{\"task\":\"a\"} {\"task\":\"b\"}"),
        bytes("{\"task\":\"a\"},"),
        bytes("{'task':'a'}"),
        bytes("{\"n\":01}"),
        bytes("{\"n\":NaN}"),
        bytes("{\"n\":1e99999999999}"),
        bytes("{\"n\":-1.5e-2147483649}"),
        bytes("{\"task\":\"a\",\"bridge\":{\"deadline\":9e+9999999999}}"),
        bytes("{\"n\":" + "9".repeat(2_000) + "}"),
        bytes("{\"task\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
        bytes("{\"a\":".repeat(100_000)),
        new byte[] {'{', '"', 't', '"', ':', '"', (byte) 0xff, '"', '}'},
        new byte[] {'"', (byte) 0xc3, '"'},
        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        "{\"task\":\"a\"}".getBytes(UTF_16LE),
        new byte[] {0, 0, 0, 0});
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"task\"", "1", "true", "null"})
  void shouldSetJsonAsideThatIsNoObject(String value) {
    assertUnreadable(decoder.decode(request(value)), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void shouldNotQuoteAValueThatItCannotRead() {
    Decoded.Unreadable unreadable =
        (Decoded.Unreadable) decoder.decode(request("{\"proxy_password\":hunter2}"));

    assertThat(unreadable.error().message()).contains("line 1").doesNotContain("hunter2");
    assertThat(unreadable.cause())
        .contains("JsonParseException", "Unrecognized token")
        .doesNotContain("hunter2");
  }

  /** What a number of an extreme exponent would take to write out, nobody has. */
  @ParameterizedTest
  @ValueSource(strings = {"1e2147483647", "-1.5e-2147483646", "1e400"})
  void shouldTakeANumberThatCanBeHeldAsItCame(String number) {
    TaskRequest request = read("{\"task\":\"a\",\"x\":" + number + ",\"bridge\":{}}");

    assertThat(request.body().text()).contains("\"x\":" + new java.math.BigDecimal(number));
  }

  @Property
  void shouldMakeSomethingOfAnyBytes(@ForAll byte[] value) {
    assertThat(decoder.decode(request(value))).isNotNull();
  }

  private TaskRequest read(String value) {
    return ((Decoded.Readable) decoder.decode(request(value))).request();
  }

  private String idOf(byte[] value, Map<String, String> headers) {
    Decoded decoded = decoder.decode(Records.record("task-requests", 3, 17, value, headers));
    return ((Decoded.Readable) decoded).request().id().value();
  }

  private static void assertUnreadable(Decoded decoded, ErrorCode code) {
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Unreadable.class,
            unreadable -> {
              assertThat(unreadable.error().code()).isEqualTo(code);
              assertThat(unreadable.error().message()).contains("; ");
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
