package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taskbridge.contract.Contract;
import io.taskbridge.kafka.ToolReplyDecoder.NotAReplyException;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.RequestId;
import io.taskbridge.toolcall.ToolReply;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolReplyDecoderTest {
  private static final CorrelationId ID = new CorrelationId(3, 2, new RequestId("order:42"));
  private static final Map<String, String> IN_HEADER = Map.of("REPLY_CORRELATION_ID", ID.text());
  private static final Map<String, String> NOWHERE = Map.of();

  private final ToolReplyDecoder decoder = new ToolReplyDecoder(1_000);

  @Test
  void shouldReadTheFormOfTheBridge() throws Exception {
    ToolReply reply =
        decode(
            "{\"correlation_id\":\"3:2:order:42\",\"code\":400,\"output\":{\"t\":21.50,\"n\":null}}",
            NOWHERE);

    assertThat(reply.correlationId()).isEqualTo(ID);
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.output().text()).isEqualTo("{\"t\":21.50,\"n\":null}");
    assertThat(reply.position()).isEqualTo(new SourcePosition("tool-replies", 5, 9));
  }

  @Test
  void shouldTakeCode200AndNoOutputWhenTheReplySaysNothingElse() throws Exception {
    ToolReply reply = decode("{\"correlation_id\":\"3:2:order:42\"}", NOWHERE);

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.output().text()).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"temperature\":21,\"code\":7}", "21.50", "\"warm\"", "null", "[1,2]", "true"})
  void shouldTakeTheWholeValueForTheOutputWhenTheIdIsInTheHeader(String value) throws Exception {
    ToolReply reply = decode(value, IN_HEADER);

    assertThat(reply.correlationId()).isEqualTo(ID);
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.output().text()).isEqualTo(value);
  }

  @Test
  void shouldBelieveTheValueWhenBothNameACall() throws Exception {
    ToolReply reply = decode("{\"correlation_id\":\"1:1:other\",\"output\":1}", IN_HEADER);

    assertThat(reply.correlationId()).isEqualTo(new CorrelationId(1, 1, new RequestId("other")));
    assertThat(reply.output().text()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "warm", "{\"output\":1}", "[]", "{\"a\":1} x"})
  void shouldSetAsideWhatIsNoReply(String value) {
    assertRefused(value, NOWHERE, ErrorCode.TOOL_REPLY_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"200\"", "200.5", "99", "600", "1e2", "99999999999"})
  void shouldSetACodeAsideThatIsNone(String code) {
    assertRefused(
        "{\"correlation_id\":\"3:2:order:42\",\"code\":" + code + "}",
        NOWHERE,
        ErrorCode.TOOL_REPLY_INVALID);
  }

  @ParameterizedTest
  @CsvSource({"\"nonsense\"", "\"\"", "7", "\"1:0:r\"", "{}"})
  void shouldSetAReplyToACallOfOthersAside(String correlationId) {
    assertRefused(
        "{\"correlation_id\":" + correlationId + ",\"output\":1}",
        NOWHERE,
        ErrorCode.TOOL_CALL_UNKNOWN);
  }

  @Test
  void shouldSayWhatTheParserSaid() {
    assertThatExceptionOfType(NotAReplyException.class)
        .isThrownBy(() -> decode("{\"output\": hunter2}", NOWHERE))
        .satisfies(
            e ->
                assertThat(e.technically())
                    .contains("JsonParseException", "Unrecognized token")
                    .doesNotContain("hunter2"));
  }

  @Test
  void shouldSetAHeaderOfOthersAside() {
    assertRefused("1", Map.of("REPLY_CORRELATION_ID", "abc"), ErrorCode.TOOL_CALL_UNKNOWN);
  }

  @Test
  void shouldTakeAFieldThatIsNullForNotGiven() throws Exception {
    ToolReply reply = decode("{\"correlation_id\":\"3:2:order:42\",\"code\":null}", NOWHERE);
    assertThat(reply.code()).isEqualTo(200);
    assertThat(
            Contract.ofValue(
                "tool-replies",
                "{\"correlation_id\":\"3:2:order:42\",\"code\":null}".getBytes(UTF_8)))
        .isEmpty();

    String anonymous = "{\"correlation_id\":null,\"code\":500,\"output\":1}";
    assertThat(decode(anonymous, IN_HEADER).code()).isEqualTo(200);
    assertThat(decode(anonymous, IN_HEADER).output().text()).isEqualTo(anonymous);
    assertRefused(anonymous, NOWHERE, ErrorCode.TOOL_REPLY_INVALID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "21 degrees     | \"21 degrees\"",
        "``             | \"\"",
        "say \"hello\" ä | \"say \\\"hello\\\" ä\"",
        "{\"t\": 21      | \"{\\\"t\\\": 21\"",
      })
  void shouldTakeATextForTheOutputWhenTheIdIsInTheHeader(String value, String output)
      throws Exception {
    ToolReply reply = decode(value, IN_HEADER);

    assertThat(reply.correlationId()).isEqualTo(ID);
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.output().text()).isEqualTo(output);
  }

  @Test
  void shouldTakeNoValueForNoOutputWhenTheIdIsInTheHeader() throws Exception {
    ToolReply reply = decoder.decode(record(null, IN_HEADER));

    assertThat(reply.correlationId()).isEqualTo(ID);
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.output().text()).isEqualTo("null");
  }

  @Test
  void shouldSetBytesAsideThatAreNoText() {
    assertThatExceptionOfType(NotAReplyException.class)
        .isThrownBy(() -> decoder.decode(record(new byte[] {(byte) 0xff, 'a'}, IN_HEADER)))
        .satisfies(e -> assertThat(e.error().code()).isEqualTo(ErrorCode.TOOL_REPLY_INVALID));
  }

  @Test
  void shouldSetANullValueAsideThatNamesNoCall() {
    assertThatExceptionOfType(NotAReplyException.class)
        .isThrownBy(() -> decoder.decode(record(null, NOWHERE)))
        .satisfies(e -> assertThat(e.error().code()).isEqualTo(ErrorCode.TOOL_REPLY_INVALID));
  }

  @Test
  void shouldSetAReplyAsideThatIsTooLarge() {
    assertRefused("\"" + "x".repeat(1_000) + "\"", IN_HEADER, ErrorCode.TOO_LARGE);
  }

  @Test
  void shouldSetAReplyAsideThatIsNestedTooDeeply() {
    assertRefused("[".repeat(400) + "]".repeat(400), IN_HEADER, ErrorCode.TOOL_REPLY_INVALID);
  }

  @Property
  void shouldMakeSomethingOfAnyBytes(@ForAll byte[] value) {
    try {
      assertThat(decoder.decode(record(value, IN_HEADER)).correlationId()).isEqualTo(ID);
    } catch (NotAReplyException e) {
      assertThat(e.error().message()).isNotBlank();
    }
  }

  private void assertRefused(String value, Map<String, String> headers, ErrorCode code) {
    assertThatExceptionOfType(NotAReplyException.class)
        .isThrownBy(() -> decode(value, headers))
        .satisfies(
            e -> {
              assertThat(e.error().code()).isEqualTo(code);
              assertThat(e.error().message()).isNotBlank();
            });
  }

  private ToolReply decode(String value, Map<String, String> headers) throws NotAReplyException {
    return decoder.decode(record(value.getBytes(UTF_8), headers));
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value, Map<String, String> headers) {
    return Records.record("tool-replies", 5, 9, value, headers);
  }
}
