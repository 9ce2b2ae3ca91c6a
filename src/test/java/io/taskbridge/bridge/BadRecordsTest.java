package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody should send, and what becomes of it. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class BadRecordsTest extends BridgeTestBase {
  private static final int DEEP = 100_000;

  static Stream<Arguments> unreadable() {
    return Stream.of(
        arguments("not JSON", bytes("this is not JSON"), "INVALID_JSON"),
        arguments("half an object", bytes("{\"task\": \"cut o"), "INVALID_JSON"),
        arguments("two values", bytes("{\"task\": \"a\"} {\"task\": \"b\"}"), "INVALID_JSON"),
        arguments("empty", new byte[0], "INVALID_JSON"),
        arguments("white space", bytes(" \n"), "INVALID_JSON"),
        arguments("invalid UTF-8", latin("{\"task\": \"\u00ff\u00fe\u00c3(\"}"), "INVALID_JSON"),
        arguments("a NUL", bytes("{\"task\": \"x\"}\0"), "INVALID_JSON"),
        arguments("UTF-16", utf16("{\"task\": \"must not run\"}"), "INVALID_JSON"),
        arguments(
            "deep", bytes("{\"x\": " + "[".repeat(DEEP) + "]".repeat(DEEP) + "}"), "INVALID_JSON"),
        arguments("deeper than it ends", bytes("[".repeat(DEEP)), "INVALID_JSON"),
        arguments("an array", bytes("[{\"task\": \"must not run\"}]"), "INVALID_REQUEST"),
        arguments("a number", bytes("42"), "INVALID_REQUEST"),
        arguments("JSON null", bytes("null"), "INVALID_REQUEST"),
        arguments("null", null, "INVALID_REQUEST"),
        arguments("2 MB", bytes("{\"task\": \"" + "x".repeat(2_000_000) + "\"}"), "TOO_LARGE"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void shouldSetAsideWhatCannotBeRead(String name, byte[] value, String code) {
    byte[] key = bytes("bad");

    Sent sent = requests.send(Requests.TASK_REQUESTS, 1, key, value, "x-origin", "a", "x-b", null);

    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo(code);
    assertThat(letter.deadLetterReason()).isNotBlank();
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.record().value()).isEqualTo(value);
    assertThat(letter.sendersHeaders()).containsExactly("x-origin='a'", "x-b=null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "[]",
        "{\"request_id\": 5}",
        "{\"request_id\": \"\"}",
        "{\"request_id\": null}",
        "{\"tool_timeout\": []}",
        "{\"tool_timeout\": \"PT-5S\"}",
        "{\"tool_timeout\": \"P99D\"}",
        "{\"artifacts_timeout\": \"half a minute\"}",
        "{\"artifacts_timeout\": 30}",
        "{\"on_ambiguous_submit\": \"perhaps\"}",
        "{\"on_ambiguous_submit\": true}",
        "{\"deadline\": \"in ten minutes\"}",
        "{\"ensure_profile\": true}",
        "{\"nobody_knows\": 1}"
      })
  void shouldRejectWhatTheBridgeCannotDo(String options) {
    byte[] value = bytes("{\"task\": \"must not run\", \"bridge\": " + options + "}");

    Sent sent = requests.send(Requests.TASK_REQUESTS, 2, bytes("bad"), value);

    String id = "task-requests-2-" + sent.offset();
    Output result = outputs.result(id);
    assertThat(result.text("status")).isEqualTo("rejected");
    assertThat(result.at("/error/code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(result.at("/error/message").asText()).startsWith("'bridge");
    assertThat(outputs.deadLetter(sent).deadLetterCode()).isEqualTo("INVALID_REQUEST");
    assertThat(api.tasks())
        .noneMatch(task -> task.request().path("task").asText().equals("must not run"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"42", "[]", "{\"text\": \"x\"}", "true"})
  void shouldRejectATaskThatIsNoText(String task) {
    Request request = Request.task("no-text").with("task", Json.read(task));

    requests.send(request);

    Output result = outputs.result(request);
    assertThat(result.at("/error/code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(result.at("/error/message").asText()).contains("'task'");
    assertThat(record.submissions(request)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\": \"cancel\"}",
        "{\"request_id\": \"s\", \"command\": \"action\", \"action\": {\"name\": \"goto\"}}",
        "[]",
      })
  void shouldSetACommandAsideThatIsNone(String command) {
    Sent sent =
        requests.send(Requests.TASK_COMMANDS, 0, bytes("k"), bytes(command), "x-origin", "a");

    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo("INVALID_COMMAND");
    assertThat(letter.record().value()).isEqualTo(bytes(command));
  }

  static Stream<Arguments> replies() {
    return Stream.of(
        arguments(bytes("21 degrees"), "TOOL_REPLY_INVALID"),
        arguments(bytes(""), "TOOL_REPLY_INVALID"),
        arguments(null, "TOOL_REPLY_INVALID"),
        arguments(bytes("[1]"), "TOOL_REPLY_INVALID"),
        arguments(latin("{\"output\": \"\u00ff\"}"), "TOOL_REPLY_INVALID"),
        arguments(bytes("{\"code\": 200, \"output\": 1}"), "TOOL_REPLY_INVALID"),
        arguments(bytes("{\"correlation_id\": \"0:1:x\", \"code\": \"ok\"}"), "TOOL_REPLY_INVALID"),
        arguments(bytes("{\"correlation_id\": \"0:1:x\", \"code\": 42}"), "TOOL_REPLY_INVALID"),
        arguments(bytes("{\"correlation_id\": \"0:1:x\", \"code\": null}"), "TOOL_CALL_UNKNOWN"),
        arguments(bytes("{\"correlation_id\": \"nobody\"}"), "TOOL_CALL_UNKNOWN"),
        arguments(bytes("{\"correlation_id\": 5}"), "TOOL_CALL_UNKNOWN"),
        arguments(bytes("{\"correlation_id\": null}"), "TOOL_REPLY_INVALID"),
        arguments(bytes("{\"correlation_id\": \"0:1:nobody\"}"), "TOOL_CALL_UNKNOWN"),
        arguments(bytes("{\"correlation_id\": \"99:1:nobody\"}"), "TOOL_CALL_UNKNOWN"),
        arguments(bytes("{\"correlation_id\": \"-1:1:nobody\"}"), "TOOL_CALL_UNKNOWN"),
        arguments(bytes("[".repeat(DEEP)), "TOOL_REPLY_INVALID"),
        arguments(bytes("\"" + "x".repeat(2_000_000) + "\""), "TOO_LARGE"));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void shouldSetAsideWhatIsNoReply(byte[] value, String code) {
    Sent sent = requests.send(Requests.TOOL_REPLIES, 0, bytes("k"), value, "x-origin", "a");

    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo(code);
    assertThat(letter.deadLetterReason()).isNotBlank();
    assertThat(letter.record().value()).isEqualTo(value);
    assertThat(letter.sendersHeaders()).containsExactly("x-origin='a'");
  }

  /** Without a key the id decides on the partition: most of these are sent on. */
  @Test
  void shouldNameThePlaceThatTheSenderKnowsOfWhatIsSentOn() {
    for (int i = 0; i < 8; i++) {
      String id = "sent-on-" + i + "-" + System.nanoTime();
      byte[] request = bytes("{\"task\":1,\"bridge\":{\"request_id\":\"" + id + "\"}}");
      byte[] reply = bytes("{\"correlation_id\":\"" + i % 3 + ":1:" + id + "\"}");

      for (Sent sent :
          List.of(
              requests.send(Requests.TASK_REQUESTS, 0, null, request, "x-origin", "a"),
              requests.send(Requests.TOOL_REPLIES, 0, null, reply, "x-origin", "a"))) {
        assertThat(outputs.deadLetter(sent).sendersHeaders()).containsExactly("x-origin='a'");
      }
      assertThat(outputs.result(id).text("status")).isEqualTo("rejected");
    }
  }

  /** All of them at once, so that they are read together. */
  @Test
  void shouldLetNoBadRecordTakeItsNeighboursAlong() {
    List<Sent> bad = new ArrayList<>();
    List<Request> good = new ArrayList<>();
    unreadable()
        .forEach(
            each -> {
              byte[] value = (byte[]) each.get()[1];
              bad.add(requests.send(Requests.TASK_REQUESTS, 0, null, value));
              bad.add(requests.send(Requests.TASK_COMMANDS, 0, null, value));
              bad.add(requests.send(Requests.TOOL_REPLIES, 0, null, value));
              good.add(Request.task("neighbour"));
              requests.send(good.get(good.size() - 1), 0);
            });

    assertThat(good)
        .allSatisfy(each -> assertThat(outputs.result(each).text("status")).isEqualTo("done"));
    assertThat(bad).allSatisfy(each -> assertThat(outputs.deadLetter(each)).isNotNull());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] utf16(String text) {
    return text.getBytes(StandardCharsets.UTF_16LE);
  }
}
