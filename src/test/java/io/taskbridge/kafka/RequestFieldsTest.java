package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.contract.Contract;
import io.taskbridge.kafka.RequestDecoder.Decoded;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bridge's own part of a request. */
class RequestFieldsTest {
  private static final RequestDefaults DEFAULTS =
      new RequestDefaults(
          Duration.ofMinutes(5), Duration.ofSeconds(30), 100_000, Records.ATTACHMENTS);

  private static final String ALL_NULL =
      "{\"task\":\"a\",\"bridge\":{\"deadline\":null,\"tool_timeout\":null,"
          + "\"on_ambiguous_submit\":null,\"artifacts_timeout\":null,\"attachments\":null,"
          + "\"ensure_profile\":null}}";

  @Test
  void shouldTakeTheDefaultsWhenNothingIsSaid() {
    assertThat(options("{\"task\":\"a\"}"))
        .isEqualTo(
            new RequestOptions(
                AmbiguityPolicy.FAIL,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                true,
                false,
                false,
                null));
  }

  /** Programs that write the rows of a table write a null where there is nothing. */
  @ParameterizedTest
  @ValueSource(strings = {ALL_NULL, "{\"task\":\"a\",\"bridge\":null}"})
  void shouldTakeNullForNotGiven(String request) {
    assertThat(options(request)).isEqualTo(options("{\"task\":\"a\"}"));
    assertThat(Contract.ofValue("task-requests", request.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void shouldNotTakeANameThatItDoesNotKnowBecauseItIsNull() {
    RequestFields fields = fields("{\"task\":\"a\",\"bridge\":{\"dead_line\":null}}");

    assertThat(fields.complaints())
        .singleElement()
        .satisfies(complaint -> assertThat(complaint).contains("bridge.dead_line"));
  }

  @Test
  void shouldTakeWhatTheRequestSays() {
    assertThat(
            options(
                "{\"task\":\"a\",\"enable_recording\":false,\"custom_tools\":[{\"name\":\"t\"}],"
                    + "\"bridge\":{\"on_ambiguous_submit\":\"resubmit\",\"tool_timeout\":\"PT7S\","
                    + "\"artifacts_timeout\":\"PT0S\"}}"))
        .isEqualTo(
            new RequestOptions(
                AmbiguityPolicy.RESUBMIT,
                Duration.ofSeconds(7),
                Duration.ZERO,
                false,
                true,
                false,
                null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"task\":\"a\"}                             | false",
        "{\"task\":\"a\",\"custom_tools\":null}       | false",
        "{\"task\":\"a\",\"custom_tools\":[]}         | false",
        "{\"task\":\"a\",\"custom_tools\":\"odd\"}    | false",
        "{\"task\":\"a\",\"custom_tools\":[{}]}       | true",
        "{\"task\":null}                              | true",
        "{}                                           | true",
      })
  void shouldFollowEventsOfSessionsAndOfTasksWithTools(String request, boolean follows) {
    assertThat(options(request).followsEvents()).isEqualTo(follows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1                                             | 'bridge' must be an object",
        "[]                                            | 'bridge' must be an object",
        "{\"request_id\":7}                            | 'bridge.request_id' must be a string",
        "{\"request_id\":null}                         | 'bridge.request_id' must be a string",
        "{\"request_id\":\"\"}                         | 'bridge.request_id' must be a string",
        "{\"request_id\":\" \\t\"}                     | 'bridge.request_id' must be a string",
        "{\"request_id\":\"\\ud800\"}                  | 'bridge.request_id' must be a string",
        "{\"request_id\":\"a\\udc00b\"}                | 'bridge.request_id' must be a string",
        "{\"on_ambiguous_submit\":\"guess\"}           | 'bridge.on_ambiguous_submit' must be",
        "{\"on_ambiguous_submit\":true}                | 'bridge.on_ambiguous_submit' must be",
        "{\"tool_timeout\":\"5 minutes\"}              | 'bridge.tool_timeout' must be an ISO",
        "{\"tool_timeout\":300}                        | 'bridge.tool_timeout' must be an ISO",
        "{\"tool_timeout\":\"-PT1S\"}                  | 'bridge.tool_timeout' must be an ISO",
        "{\"tool_timeout\":\"P1M\"}                    | 'bridge.tool_timeout' must be an ISO",
        "{\"tool_timeout\":\"P5W\"}                    | 'bridge.tool_timeout' must be an ISO",
        "{\"tool_timeout\":\"P31D\"}                   | 'bridge.tool_timeout' must be an ISO",
        "{\"tool_timeout\":\"PT9999999999999H\"}       | 'bridge.tool_timeout' must be an ISO",
        "{\"artifacts_timeout\":\"soon\"}              | 'bridge.artifacts_timeout' must be an ISO",
        "{\"deadline\":\"soon\"}                       | 'bridge.deadline' must be an ISO-8601",
        "{\"deadline\":600}                           | 'bridge.deadline' must be an ISO-8601",
        "{\"deadline\":\"-PT1M\"}                      | 'bridge.deadline' must be an ISO-8601",
        "{\"deadline\":\"PT0S\"}                       | 'bridge.deadline' must be an ISO-8601",
        "{\"deadline\":\"P9999Y\"}                     | 'bridge.deadline' must be an ISO-8601",
        "{\"deadline\":\"2026-05-04T12:00:00\"}        | 'bridge.deadline' must be an ISO-8601",
        "{\"deadline\":\"+999999999-01-01T00:00:00Z\"} | 'bridge.deadline' must be an ISO-8601",
        "{\"ensure_profile\":true}                     | 'bridge.ensure_profile' needs a",
        "{\"ensure_profile\":1}                        | 'bridge.ensure_profile' must be true or",
        "{\"requestid\":\"a\"}                         | 'bridge.requestid' is unknown; known are",
      })
  void shouldComplainAboutWhatCannotBe(String bridge, String complaint) {
    Decoded decoded = decode("{\"task\":\"a\",\"bridge\":" + bridge + "}");

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Invalid.class,
            invalid -> {
              assertThat(invalid.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(invalid.error().message()).startsWith(complaint);
            });
  }

  @Test
  void shouldTakeWeeksForATimeOut() {
    assertThat(options("{\"task\":\"a\",\"bridge\":{\"tool_timeout\":\"P1W\"}}").toolTimeout())
        .isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @CsvSource({"7", "true", "[]", "{}"})
  void shouldComplainAboutATaskThatIsNoText(String task) {
    Decoded.Invalid invalid = (Decoded.Invalid) decode("{\"task\":" + task + "}");

    assertThat(invalid.error().message()).startsWith("'task' must be a string, or null");
  }

  @Test
  void shouldTellOfAllThatIsWrongAtOnceUnderTheIdThatWasGiven() {
    Decoded.Invalid invalid =
        (Decoded.Invalid)
            decode(
                "{\"task\":7,\"bridge\":{\"request_id\":\"order-42\",\"deadline\":\"x\","
                    + "\"tool_timeout\":\"x\",\"odd\":1}}");

    assertThat(invalid.id()).isEqualTo(new RequestId("order-42"));
    assertThat(invalid.error().message().split("; '")).hasSize(4);
  }

  @Test
  void shouldAnswerUnderTheRecordsPlaceWhenTheIdItselfIsWrong() {
    Decoded.Invalid invalid =
        (Decoded.Invalid) decode("{\"bridge\":{\"request_id\":\"" + "x".repeat(257) + "\"}}");

    assertThat(invalid.id()).isEqualTo(new RequestId("task-requests-3-17"));
  }

  @Test
  void shouldTakeTheLongestIdAndAnyScript() {
    assertThat(idOf("x".repeat(256))).isEqualTo("x".repeat(256));
    assertThat(idOf("订单:42 \\ud83d\\ude00")).isEqualTo("订单:42 \ud83d\ude00");
  }

  private static String idOf(String inJson) {
    return decode("{\"task\":\"a\",\"bridge\":{\"request_id\":\"" + inJson + "\"}}").id().value();
  }

  private static RequestOptions options(String request) {
    RequestFields fields = fields(request);
    RequestOptions options = fields.options(Instant.EPOCH, Instant.EPOCH);
    assertThat(fields.complaints()).isEmpty();
    return options;
  }

  private static RequestFields fields(String request) {
    try {
      return new RequestFields((ObjectNode) JsonDocuments.read(request.getBytes(UTF_8)), DEFAULTS);
    } catch (JsonDocuments.NotJsonException e) {
      throw new AssertionError(e);
    }
  }

  private static Decoded decode(String request) {
    return new RequestDecoder(DEFAULTS, new MutableClock()).decode(Records.request(request));
  }
}
