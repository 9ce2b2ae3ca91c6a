package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.kafka.Envelope.SealedException;
import io.taskbridge.kafka.RequestDecoder.Decoded;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.TaskRequest;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CloudEvents that come in, in both modes, and what is none of them. */
class EnvelopeTest {
  private static final String ATTRIBUTES =
      "\"specversion\":\"1.0\",\"id\":\"event-9\",\"source\":\"/shop\",\"type\":\"shop.asked\"";

  private final RequestDecoder decoder =
      new RequestDecoder(
          new RequestDefaults(
              Duration.ofMinutes(5), Duration.ofSeconds(30), 1_000_000, Records.ATTACHMENTS),
          new MutableClock());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents+json",
        "application/cloudevents+json; charset=UTF-8",
        "Application/CloudEvents+JSON;charset=utf-8"
      })
  void shouldTakeAStructuredEventApart(String contentType) {
    TaskRequest request =
        readable(
            contentType,
            "{"
                + ATTRIBUTES
                + ",\"subject\":\"order-1\",\"datacontenttype\":\"application/json\","
                + "\"time\":\"2026-11-24T03:00:00Z\",\"traceparent\":\"00-a-b-01\","
                + "\"data\":{\"task\":\"a\",\"n\":1.10}}");

    assertThat(request.id().value()).isEqualTo("event-9");
    assertThat(request.body().text()).isEqualTo("{\"task\":\"a\",\"n\":1.10}");
    assertThat(request.origin().traceparent()).isEqualTo("00-a-b-01");
  }

  @Test
  void shouldDecodeBinaryDataToTheByte() {
    String body = " {\"task\":\"ä\",  \"n\":1.60e1} ";

    TaskRequest request =
        readable(
            "application/cloudevents+json", "{" + ATTRIBUTES + "," + base64(body.getBytes(UTF_8)));

    assertThat(request.body().text()).isEqualTo(body);
  }

  @Test
  void shouldPreferTheIdThatTheRequestGivesItself() {
    TaskRequest request =
        readable(
            "application/cloudevents+json",
            "{" + ATTRIBUTES + ",\"data\":{\"task\":\"a\",\"bridge\":{\"request_id\":\"mine\"}}}");

    assertThat(request.id().value()).isEqualTo("mine");
  }

  @Test
  void shouldTakeTheSameRequestForTheSameWithAndWithoutAnEnvelope() {
    TaskRequest plain = readable("application/json", "{\"task\":\"a\",\"url\":\"u\"}");
    TaskRequest wrapped =
        readable(
            "application/cloudevents+json",
            "{" + ATTRIBUTES + ",\"data\":{\"url\":\"u\",\"task\":\"a\"}}");

    assertThat(wrapped.origin().fingerprint()).isEqualTo(plain.origin().fingerprint());
  }

  @Test
  void shouldReadTheTraceOfTheRecordBeforeThatOfTheEvent() throws Exception {
    Map<String, String> event =
        Map.of("ce_specversion", "1.0", "ce_id", "e", "ce_traceparent", "of the event");

    assertThat(Envelope.open(record(event, "{}")).traceparent()).isEqualTo("of the event");
    assertThat(
            Envelope.open(
                    Records.record(
                        "task-requests",
                        3,
                        17,
                        "{}".getBytes(UTF_8),
                        Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            "e",
                            "ce_traceparent",
                            "of the event",
                            "traceparent",
                            "of the record")))
                .traceparent())
        .isEqualTo("of the record");
  }

  @Test
  void shouldTakeABinaryEventWhoseContentTypeSaysMore() throws Exception {
    Envelope envelope =
        Envelope.open(
            record(
                Map.of(
                    "ce_specversion",
                    "1.0",
                    "ce_id",
                    "event-9",
                    "content-type",
                    "application/json; charset=utf-8"),
                "{\"task\":\"a\"}"));

    assertThat(envelope.eventId()).isEqualTo("event-9");
    assertThat(envelope.complaints()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"specversion", "id", "source", "type"})
  void shouldRefuseAnEventThatLacksARequiredAttribute(String missing) {
    Decoded decoded =
        decode(
            "application/cloudevents+json",
            "{" + ATTRIBUTES.replace(missing + "\"", "x\"") + ",\"data\":{\"task\":\"a\"}}");

    assertInvalid(decoded, "'" + missing + "'");
  }

  @Test
  void shouldAnswerUnderTheIdThatItFindsWhenTheEnvelopeIsBroken() {
    Decoded decoded =
        decode(
            "application/cloudevents+json",
            "{\"specversion\":\"0.3\",\"data\":{\"task\":\"a\",\"bridge\":{\"request_id\":\"m\"}}}");

    assertInvalid(decoded, "'specversion' must be 1.0");
    assertThat(decoded.id().value()).isEqualTo("m");
  }

  @Test
  void shouldRefuseABinaryEventWithoutAnId() {
    assertInvalid(
        decoder.decode(record(Map.of("ce_specversion", "1.0"), "{\"task\":\"a\"}")), "'ce_id'");
    assertInvalid(
        decoder.decode(
            record(Map.of("ce_specversion", "1.0", "ce_id", "x".repeat(300)), "{\"task\":\"a\"}")),
        "at most 256");
  }

  @Test
  void shouldRefuseAnEventThatDoesNotSayThatItIsOne() {
    assertInvalid(
        decode("application/json", "{" + ATTRIBUTES + ",\"data\":{\"task\":\"a\"}}"),
        "content-type: application/cloudevents+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"data\":null",
        ",\"data\":{\"task\":\"a\"},\"data_base64\":\"e30=\"",
        ",\"data_base64\":\"%%%\"",
        ",\"data_base64\":7",
        ",\"data\":\"a text\"",
        ",\"data\":[]"
      })
  void shouldAnswerAnEventWithoutARequestUnderItsId(String data) {
    Decoded decoded = decode("application/cloudevents+json", "{" + ATTRIBUTES + data + "}");

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Invalid.class,
            invalid -> assertThat(invalid.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    assertThat(decoded.id().value()).isEqualTo("event-9");
  }

  @Test
  void shouldSetAsideWhatItDoesNotUnderstand() {
    assertUnreadable(decode("application/cloudevents+json", "[]"), ErrorCode.INVALID_REQUEST);
    assertUnreadable(decode("application/cloudevents+json", "{"), ErrorCode.INVALID_JSON);
    assertUnreadable(decode("application/cloudevents-batch+json", "[]"), ErrorCode.INVALID_REQUEST);
    assertUnreadable(decode("application/cloudevents+avro", "{}"), ErrorCode.INVALID_REQUEST);
    assertUnreadable(
        decode("application/cloudevents+json", "{" + base64(new byte[] {1})),
        ErrorCode.INVALID_JSON);
  }

  @Test
  void shouldOpenAReplyThatIsAnEvent() throws Exception {
    String reply = "{\"correlation_id\":\"1:2:r\",\"code\":400,\"output\":\"no\"}";

    assertThat(
            new ToolReplyDecoder(1_000)
                .decode(
                    record(
                        Map.of("content-type", "application/cloudevents+json"),
                        "{\"data\":" + reply + "}"))
                .code())
        .isEqualTo(400);
    assertThatThrownBy(
            () ->
                new ToolReplyDecoder(1_000)
                    .decode(record(Map.of("content-type", "application/cloudevents+json"), "{}")))
        .hasMessageContaining("'data'");
  }

  @Property
  void shouldMakeSomethingOfAnyBytes(@ForAll byte[] value) throws Exception {
    try {
      assertThat(
              Envelope.open(
                  Records.record(
                      "task-requests",
                      3,
                      17,
                      value,
                      Map.of("content-type", "application/cloudevents+json"))))
          .isNotNull();
    } catch (SealedException | JsonDocuments.NotJsonException said) {
      assertThat(said.getMessage()).isNotBlank();
    }
  }

  private TaskRequest readable(String contentType, String value) {
    return ((Decoded.Readable) decode(contentType, value)).request();
  }

  private Decoded decode(String contentType, String value) {
    return decoder.decode(record(Map.of("content-type", contentType), value));
  }

  private static ConsumerRecord<byte[], byte[]> record(Map<String, String> headers, String value) {
    return Records.record("task-requests", 3, 17, value.getBytes(UTF_8), headers);
  }

  private static String base64(byte[] data) {
    return "\"data_base64\":\"" + Base64.getEncoder().encodeToString(data) + "\"}";
  }

  private static void assertInvalid(Decoded decoded, String part) {
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Invalid.class,
            invalid -> {
              assertThat(invalid.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(invalid.error().message()).contains(part);
            });
  }

  private static void assertUnreadable(Decoded decoded, ErrorCode code) {
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Unreadable.class,
            unreadable -> assertThat(unreadable.error().code()).isEqualTo(code));
  }
}
