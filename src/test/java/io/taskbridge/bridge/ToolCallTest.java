package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.sandbox.api.RecordedTask;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(SandboxResource.class)
class ToolCallTest extends BridgeTestBase {
  private static final JsonNode ANSWER =
      Json.read("{\"degrees\":21.50,\"sky\":[\"clear\",null],\"text\":\"größer\"}");

  @Test
  void shouldPublishACallWithAllThatItsWorkerNeeds() {
    Request request =
        Request.task("call")
            .offers("weather")
            .scriptJson(
                "tools", "[{\"name\":\"weather\",\"input\":{\"city\":\"Rome\",\"n\":1.10}}]")
            .option("tool_timeout", "PT2M");

    Sent sent = requests.send(request, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7-01");

    Output call = outputs.toolCall(request);
    RecordedTask task = record.task(request);
    assertThat(call.text("task_id")).isEqualTo(task.id());
    assertThat(call.text("call_id")).isEqualTo(task.events().get(0).id());
    assertThat(call.text("tool")).isEqualTo("weather");
    assertThat(call.at("/input")).hasToString("{\"city\":\"Rome\",\"n\":1.10}");
    Instant calledAt = Instant.parse(call.text("called_at"));
    assertThat(calledAt).isEqualTo(Instant.ofEpochMilli(task.events().get(0).timestamp()));
    assertThat(Instant.parse(call.text("reply_by")))
        .isBetween(calledAt.plusSeconds(120), Instant.now().plusSeconds(120));
    assertThat(call.keyText()).isEqualTo(request.key());
    assertThat(call.header("REPLY_TOPIC")).isEqualTo("tool-replies");
    assertThat(call.header("REPLY_CORRELATION_ID")).isEqualTo(call.text("correlation_id"));
    assertThat(call.replyPartition()).isEqualTo(sent.partition());
    assertThat(call.header("ce_id")).isEqualTo(request.id() + "/tool/1");
    assertThat(call.header("ce_type")).isEqualTo("io.taskbridge.tool-requests.v1");
    assertThat(call.header("ce_subject")).isEqualTo(task.id());
    assertThat(call.header("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c");

    requests.reply(call, "done");
    assertThat(outputs.result(request).text("status")).isEqualTo("done");
  }

  @Test
  void shouldHandTheApiAReplyInTheBridgesForm() {
    Request request = Request.tools("by-value", "weather");
    requests.send(request);
    Output call = outputs.toolCall(request);

    Sent reply = requests.reply(call, 200, ANSWER, call.replyPartition());

    assertAnsweredOnce(request, call, 200, ANSWER);
    assertThat(outputs.deadLetters(reply)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"degrees\":21.50,\"sky\":[\"clear\",null]}", "[1,2]", "21.50", "null"})
  void shouldTakeTheWholeValueForTheOutputWhenOnlyAHeaderNamesTheCall(String value) {
    Request request = Request.tools("by-header", "weather");
    requests.send(request);
    Output call = outputs.toolCall(request);

    requests.replyByHeader(call, value);

    assertAnsweredOnce(request, call, 200, Json.read(value));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 500})
  void shouldHandOnTheCodeOfAReply(int code) {
    Request request = Request.tools("code", "weather").script("tool_error", "fail");
    requests.send(request);
    Output call = outputs.toolCall(request);

    requests.reply(call, code, "no such city", call.replyPartition());

    assertThat(outputs.result(request).text("status")).isEqualTo("failed");
    assertThat(record.task(request).replies())
        .extracting(RecordedTask.Reply::code)
        .containsExactly(code);
  }

  @Test
  void shouldFindTheWayOfAReplyOnAnyPartition() {
    for (int partition = 0; partition < SandboxResource.PARTITIONS; partition++) {
      Request request = Request.tools("elsewhere", "weather");
      requests.send(request);
      Output call = outputs.toolCall(request);

      Sent reply = requests.reply(call, 200, ANSWER, partition);

      assertAnsweredOnce(request, call, 200, ANSWER);
      assertThat(outputs.deadLetters(reply)).isEmpty();
    }
  }

  @Test
  void shouldFindTheWayOfAReplyThatIsNamedByHeaderOnly() {
    Request request = Request.tools("elsewhere-by-header", "weather");
    requests.send(request);
    Output call = outputs.toolCall(request);
    int elsewhere = (call.replyPartition() + 1) % SandboxResource.PARTITIONS;

    requests.send(
        Requests.TOOL_REPLIES,
        elsewhere,
        null,
        ANSWER.toString().getBytes(StandardCharsets.UTF_8),
        "REPLY_CORRELATION_ID",
        call.text("correlation_id"));

    assertAnsweredOnce(request, call, 200, ANSWER);
  }

  @Test
  void shouldSetASecondReplyAside() {
    Request request = Request.tools("second", "weather").script("run_ms", 1_000);
    requests.send(request);
    Output call = outputs.toolCall(request);

    requests.reply(call, ANSWER);
    Sent second = requests.reply(call, "another answer");

    assertThat(outputs.deadLetter(second).deadLetterCode()).isEqualTo("TOOL_CALL_CLOSED");
    assertAnsweredOnce(request, call, 200, ANSWER);
  }

  @Test
  void shouldSetAReplyAsideThatComesAfterTheEnd() {
    Request request = Request.tools("late", "weather").script("tool_timeout_ms", 300);
    requests.send(request);
    Output call = outputs.toolCall(request);
    assertThat(outputs.result(request).text("status")).isEqualTo("failed");

    Sent late = requests.reply(call, ANSWER);

    Output letter = outputs.deadLetter(late);
    assertThat(letter.deadLetterCode()).isEqualTo("TOOL_CALL_CLOSED");
    assertThat(letter.record().value()).isEqualTo(late.record().value());
    assertThat(record.task(request).replies()).isEmpty();
    flowsOn(late);
  }

  @Test
  void shouldSetAReplyAsideToACallThatTheTaskNeverMade() {
    Request request = Request.tools("never-made", "weather");
    Sent sent = requests.send(request);
    Output call = outputs.toolCall(request);
    byte[] value =
        Json.object()
            .put("correlation_id", sent.partition() + ":2:" + request.id())
            .put("output", 1)
            .toString()
            .getBytes(StandardCharsets.UTF_8);

    Sent stranger = requests.send(Requests.TOOL_REPLIES, sent.partition(), null, value);

    assertThat(outputs.deadLetter(stranger).deadLetterCode()).isEqualTo("TOOL_CALL_UNKNOWN");
    requests.reply(call, ANSWER);
    assertAnsweredOnce(request, call, 200, ANSWER);
  }

  @Test
  void shouldAnswerACallItselfOnceItsTimeIsUp() {
    Request request = Request.tools("timed-out", "weather").option("tool_timeout", "PT1S");
    double before = Metrics.value("bridge_tool_calls_answered_total{by=\"timeout\"}");
    requests.send(request);
    Output call = outputs.toolCall(request);

    assertAnsweredOnce(request, call, 500, Json.read("\"no reply within PT1S\""));

    Sent late = requests.reply(call, ANSWER);
    assertThat(outputs.deadLetter(late).deadLetterCode()).isEqualTo("TOOL_CALL_CLOSED");
    assertThat(Metrics.value("bridge_tool_calls_answered_total{by=\"timeout\"}"))
        .isEqualTo(before + 1);
  }

  @Test
  void shouldAnswerCallsOneAfterTheOther() {
    Request request = Request.tools("several", "stock", "price", "order");
    requests.send(request);

    for (int number = 1; number <= 3; number++) {
      Output call = outputs.toolCalls(request, number).get(number - 1);
      assertThat(call.text("correlation_id")).endsWith(":" + number + ":" + request.id());
      requests.reply(call, Map.of("n", number));
    }

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    assertThat(record.task(request).replies())
        .extracting(reply -> reply.output().toString())
        .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
  }

  @Test
  void shouldPublishCallsThatComeWithTheEnd() {
    Request request =
        Request.task("with-end")
            .offers("notify")
            .scriptJson("tools", "[{\"name\":\"notify\",\"with_end\":true}]");
    requests.send(request);

    Output result = outputs.result(request);

    Output call = outputs.toolCall(request);
    assertThat(result.text("status")).isEqualTo("done");
    Sent reply = requests.reply(call, ANSWER);
    assertThat(outputs.deadLetter(reply).deadLetterCode()).isEqualTo("TOOL_CALL_CLOSED");
  }

  @Test
  void shouldDeliverAReplyThroughAFailingApi() {
    Request request =
        Request.tools("failing-event", "weather")
            .scriptJson(
                "faults", "[{\"op\":\"event\",\"kind\":\"status\",\"status\":503,\"count\":2}]");
    requests.send(request);
    Output call = outputs.toolCall(request);

    requests.reply(call, ANSWER);

    assertAnsweredOnce(request, call, 200, ANSWER);
  }

  /** The same reply reaches the API twice: what it says about the second is no news. */
  @Test
  void shouldCountAReplyAsDeliveredOnceWhenOnlyTheAnswerToItWasLost() {
    Request request =
        Request.tools("lost-answer", "weather")
            .script("run_ms", 3_000)
            .scriptJson(
                "faults", "[{\"op\":\"event\",\"kind\":\"reset\",\"when\":\"after\",\"count\":1}]");
    requests.send(request);
    Output call = outputs.toolCall(request);

    Sent reply = requests.reply(call, ANSWER);

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    List<RecordedTask.Reply> taken =
        record.task(request).replies().stream().filter(RecordedTask.Reply::accepted).toList();
    assertThat(taken).hasSize(1);
    flowsOn(reply);
    assertThat(outputs.deadLetters(reply)).isEmpty();
  }

  private void assertAnsweredOnce(Request request, Output call, int code, JsonNode output) {
    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    List<RecordedTask.Reply> replies = record.task(request).replies();
    assertThat(replies).hasSize(1);
    assertThat(replies.get(0).id()).isEqualTo(call.text("call_id"));
    assertThat(replies.get(0).code()).isEqualTo(code);
    assertThat(replies.get(0).output()).hasToString(output.toString());
  }
}
