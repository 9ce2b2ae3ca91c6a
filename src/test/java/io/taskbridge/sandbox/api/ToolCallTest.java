package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ToolCallTest extends ApiTestBase {

  @Test
  void shouldWaitForTheReplyAndCarryItIntoTheOutput() {
    // given
    String id =
        submit("[{\\\"name\\\": \\\"weather\\\", \\\"input\\\": {\\\"city\\\": \\\"Rome\\\"}}]");
    JsonNode call = untilEvents(id, 1).get(0);

    // when
    ApiClient.Reply answer = client.reply(id, call.path("id").asText(), 200, "{\"degrees\": 21}");

    // then
    assertThat(call.path("name").asText()).isEqualTo("tool_call");
    assertThat(call.path("payload").path("name").asText()).isEqualTo("weather");
    assertThat(call.path("payload").path("input").path("city").asText()).isEqualTo("Rome");
    assertThat(answer.r().path("id")).isEqualTo(call.path("id"));
    JsonNode output = untilStatus(id, "done").path("output");
    assertThat(output.path("tool_replies").path(0).path("output").path("degrees").asInt())
        .isEqualTo(21);
  }

  @Test
  void shouldMakeTheNextCallOnlyAfterTheReplyWithALaterTimestamp() {
    // given
    String id = submit("first,second");
    JsonNode first = untilEvents(id, 1).get(0);

    // when
    client.reply(id, first.path("id").asText(), 200, "1");
    JsonNode second = untilEvents(id, 2).get(1);

    // then
    long t = first.path("timestamp").asLong();
    assertThat(second.path("timestamp").asLong()).isGreaterThan(t);
    assertThat(client.get("/task/" + id + "?event_t=" + t).r().path("events")).hasSize(1);
  }

  @Test
  void shouldRefuseASecondReplyAndOneAfterTheEnd() {
    // given
    String id = submit("first,second");
    String first = untilEvents(id, 1).get(0).path("id").asText();
    client.reply(id, first, 200, "1");

    // when
    ApiClient.Reply again = client.reply(id, first, 200, "2");
    ApiClient.Reply unknown = client.reply(id, "nobody", 200, "3");
    client.delete("/task/" + id);
    ApiClient.Reply late = client.reply(id, first, 200, "4");

    // then
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.detail()).contains("already answered");
    assertThat(unknown.detail()).contains("no open tool call");
    assertThat(late.status()).isEqualTo(400);
    assertThat(recorded(id).replies())
        .extracting(RecordedTask.Reply::accepted)
        .containsExactly(true, false, false, false);
  }

  @Test
  void shouldLetEventsOfOneMillisecondAppearOneAfterTheOther() {
    // given
    String id =
        submit(
            "[\\\"a\\\", {\\\"name\\\": \\\"b\\\", \\\"same_ms\\\": true, \\\"visible_ms\\\": 1000}]");
    JsonNode first = untilEvents(id, 1).get(0);

    // when
    JsonNode both = untilEvents(id, 2);

    // then
    long t = first.path("timestamp").asLong();
    assertThat(both.get(1).path("timestamp").asLong()).isEqualTo(t);
    assertThat(client.get("/task/" + id + "?event_t=" + t).r().path("events")).isEmpty();
    assertThat(client.get("/task/" + id + "?event_t=" + (t - 1)).r().path("events")).hasSize(2);
  }

  @Test
  void shouldMakeACallSeveralTimesInOneMillisecond() {
    // given
    String id =
        submit(
            "[{\\\"name\\\": \\\"a\\\", \\\"times\\\": 3}, {\\\"name\\\": \\\"b\\\", \\\"times\\\": 2}]");

    // when
    JsonNode events = untilEvents(id, 3);
    events.forEach(call -> client.reply(id, call.path("id").asText(), 200, "1"));
    JsonNode all = untilEvents(id, 5);

    // then
    assertThat(all).extracting(e -> e.path("id").asText()).doesNotHaveDuplicates();
    assertThat(all)
        .extracting(e -> e.path("payload").path("name").asText())
        .containsExactly("a", "a", "a", "b", "b");
    long t = events.get(0).path("timestamp").asLong();
    assertThat(all)
        .extracting(e -> e.path("timestamp").asLong() == t)
        .containsExactly(true, true, true, false, false);
  }

  @Test
  void shouldRefuseToMakeACallTooOften() {
    ApiClient.Reply refused =
        client.post(
            "/task",
            "{\"task\": \"x\", \"metadata\": {\"sandbox.tools\":"
                + " \"[{\\\"name\\\": \\\"a\\\", \\\"times\\\": 1001}]\"}}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).contains("times");
  }

  @Test
  void shouldCarryLastEventsInTheTerminalAnswer() {
    // given
    String id = submit("[{\\\"name\\\": \\\"bye\\\", \\\"with_end\\\": true}]");

    // when
    JsonNode done = untilStatus(id, "done");

    // then
    assertThat(done.path("events")).hasSize(1);
  }

  @Test
  void shouldFailTheTaskWhenNobodyReplies() {
    String id =
        client.submit(
            """
            {"task": "x", "metadata": {"sandbox.tools": "slow", "sandbox.tool_timeout_ms": 30}}""");

    assertThat(untilStatus(id, "failed").path("output").asText()).contains("timed out");
  }

  @Test
  void shouldHoldAGetUntilAnEventComes() {
    // given
    String id =
        client.submit(
            """
            {"task": "x", "metadata": {"sandbox.hold_ms": 10000, "sandbox.run_ms": -1,
              "sandbox.tools": "[{\\"name\\": \\"a\\", \\"after_ms\\": 150}]"}}""");

    // when
    long asked = System.nanoTime();
    JsonNode events = client.task(id).r().path("events");

    // then
    assertThat(events).hasSize(1);
    assertThat(System.nanoTime() - asked).isLessThan(9_000_000_000L);
  }

  @Test
  void shouldLetGoOfAHeldGetAtTheEndAndWhenItsTimeIsUp() {
    // given
    api.settings("{\"hold_ms\": 50, \"script\": {\"wait_ms\": 0, \"run_ms\": -1}}");
    String id = client.submit("{\"task\": \"x\"}");

    // when
    ApiClient.Reply timedOut = client.task(id);
    api.settings("{\"hold_ms\": 20000}");
    CompletableFuture<ApiClient.Reply> held = client.getLater("/task/" + id + "?event_t=0");
    await().until(() -> api.summary().path("held_gets").asInt() == 1);
    client.delete("/task/" + id);

    // then
    assertThat(timedOut.status()).isEqualTo(202);
    assertThat(timedOut.r().path("events")).isEmpty();
    assertThat(held.join().r().path("status").asText()).isEqualTo("cancelled");
  }

  private String submit(String tools) {
    return client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.tools\": \"" + tools + "\"}}");
  }
}
