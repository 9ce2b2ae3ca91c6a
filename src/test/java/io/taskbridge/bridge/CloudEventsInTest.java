package io.taskbridge.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Requests, commands and replies to tool calls as CloudEvents, through the real channel. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class CloudEventsInTest extends BridgeTestBase {
  private static final String[] BINARY = {
    "ce_specversion", "1.0", "ce_id", "e-1", "ce_source", "/test", "ce_type", "test"
  };
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String[] STRUCTURED = {
    "content-type", "application/cloudevents+json; charset=utf-8"
  };

  @Test
  void shouldTakeARequestInStructuredMode() {
    Request request = Request.task("structured-event");
    ObjectNode event = event("e-0").put("traceparent", TRACE);
    event.set("data", Json.read(new String(request.value(), UTF_8)));

    Sent sent = send(request, event.toString());

    Output result = outputs.result(request);
    assertThat(result.text("status")).isEqualTo("done");
    assertThat(result.header("traceparent")).startsWith(TRACE.substring(0, 35));
    assertThat(Json.read(record.submissions(request).get(0).body()))
        .isEqualTo(request.bodyForTheApi());
    flowsOn(sent);
  }

  @Test
  void shouldSetAsideByteForByteWhatIsNoEvent() {
    Request request = Request.task("no-event");
    String value = "{ \"specversion\" : \"1.0\",  \"id\":\"" + request.id() + "\" }";

    Sent sent = send(request, value);

    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo("INVALID_REQUEST");
    assertThat(letter.record().value()).isEqualTo(value.getBytes(UTF_8));
    assertThat(outputs.result(request).text("status")).isEqualTo("rejected");
    flowsOn(sent);
  }

  @Test
  void shouldTakeCommandsInEitherMode() {
    Request session = Request.session("events");
    requests.send(session);

    command(session, action(session, "a1", "goto").toString(), BINARY);
    ObjectNode event = event("e-2");
    event.set("data", action(session, "a2", "goto"));
    command(session, event.toString(), STRUCTURED);
    byte[] close = action(session, "a3", "close").toString().getBytes(UTF_8);
    command(
        session,
        event("e-3").put("data_base64", Base64.getEncoder().encodeToString(close)).toString(),
        STRUCTURED);

    assertThat(outputs.actions(session, 3))
        .extracting(result -> result.text("action_id"))
        .containsExactly("a1", "a2", "a3");
    assertThat(outputs.result(session).text("status")).isEqualTo("done");
  }

  @Test
  void shouldSetAsideACommandThatIsNoWholeEvent() {
    Request session = Request.session("half-event");
    requests.send(session);

    Sent sent = command(session, event("e-4").toString(), STRUCTURED);

    assertThat(outputs.deadLetter(sent).deadLetterCode()).isEqualTo("INVALID_COMMAND");
    flowsOn(sent);
    requests.cancel(session);
    assertThat(outputs.result(session).text("status")).isEqualTo("cancelled");
  }

  @Test
  void shouldTakeRepliesInEitherMode() {
    Request binary = Request.tools("binary-reply", "weather");
    Request structured = Request.tools("structured-reply", "weather");
    requests.send(binary);
    requests.send(structured);

    reply(outputs.toolCall(binary), body(outputs.toolCall(binary)).toString(), BINARY);
    ObjectNode event = event("e-5");
    event.set("data", body(outputs.toolCall(structured)));
    reply(outputs.toolCall(structured), event.toString(), STRUCTURED);

    for (Request request : new Request[] {binary, structured}) {
      assertThat(outputs.result(request).text("status")).isEqualTo("done");
      assertThat(record.task(request).replies())
          .singleElement()
          .satisfies(
              reply -> assertThat(reply.payload().at("/output").asText()).isEqualTo("sunny"));
    }
  }

  private Sent send(Request request, String value) {
    return requests.send(
        Requests.TASK_REQUESTS, null, request.keyBytes(), value.getBytes(UTF_8), STRUCTURED);
  }

  private Sent command(Request session, String value, String... headers) {
    return requests.send(
        Requests.TASK_COMMANDS, null, session.keyBytes(), value.getBytes(UTF_8), headers);
  }

  private void reply(Output call, String value, String... headers) {
    requests.send(
        Requests.TOOL_REPLIES, call.replyPartition(), call.key(), value.getBytes(UTF_8), headers);
  }

  private static ObjectNode action(Request session, String id, String name) {
    ObjectNode command = Json.object().put("request_id", session.id()).put("command", "action");
    command
        .putObject("action")
        .put("id", id)
        .put("name", name)
        .putObject("input")
        .put("url", "https://example.com");
    return command;
  }

  private static ObjectNode body(Output call) {
    return Json.object()
        .put("correlation_id", call.text("correlation_id"))
        .put("code", 200)
        .put("output", "sunny");
  }

  private static ObjectNode event(String id) {
    return Json.object()
        .put("specversion", "1.0")
        .put("id", id)
        .put("source", "/test")
        .put("type", "test");
  }
}
