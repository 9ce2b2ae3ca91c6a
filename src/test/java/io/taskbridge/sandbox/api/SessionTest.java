package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest extends ApiTestBase {

  @BeforeEach
  void quickActions() {
    api.settings("{\"script\": {\"wait_ms\": 0, \"run_ms\": 5, \"action_ms\": 5}}");
  }

  @Test
  void shouldAnswerActionsOneAfterTheOtherAndEndWithClose() {
    // given
    ApiClient.Reply opened = client.post("/task", "{\"task\": null, \"url\": \"https://a.b/\"}");
    String id = opened.r().path("id").asText();

    // when
    act(id, "browser_action", "a1", "goto", "{\"url\": \"https://example.com\"}");
    act(id, "browser_action", "a2", "extract", "{\"schema\": {\"type\": \"array\"}}");
    act(id, "browser_action", "a3", "evaluate_js", "{\"js\": \"1 + 1\"}");
    act(id, "session_action", "a4", "run_task", "{\"task\": \"Search\"}");
    act(id, "session_action", "a5", "close", "{}");
    JsonNode done = untilStatus(id, "done");

    // then
    assertThat(opened.r().path("status").asText()).isEqualTo("running");
    assertThat(done.path("events"))
        .extracting(e -> e.path("id").asText())
        .containsExactly("a1", "a2", "a3", "a4", "a5");
    assertThat(done.path("events"))
        .allMatch(e -> e.path("payload").path("code").asInt() == 200, "code 200");
    assertThat(done.path("events").get(3).path("payload").path("output").asText())
        .contains("Search");
  }

  @Test
  void shouldRefuseActionsAfterClose() {
    // given
    String id = client.submit("{\"task\": null}");

    // when
    act(id, "session_action", "c", "close", "{}");
    ApiClient.Reply late = act(id, "browser_action", "l", "goto", "{\"url\": \"https://a.b\"}");

    // then
    assertThat(late.status()).isEqualTo(400);
    assertThat(late.detail()).contains("Session closed");
  }

  @Test
  void shouldAnswerACallersFaultWith400AndAScriptedFailureWith500() {
    // given
    String id =
        client.submit(
            """
            {"task": null, "metadata": {
              "sandbox.actions": "{\\"extract\\": [{\\"code\\": 500, \\"output\\": \\"crashed\\"}, {}]}"}}""");

    // when
    act(id, "browser_action", "a1", "goto", "{}");
    act(id, "browser_action", "a2", "extract", "{\"schema\": {}}");
    act(id, "browser_action", "a3", "extract", "{\"schema\": {}}");
    JsonNode events = untilEvents(id, 3);

    // then
    assertThat(events)
        .extracting(e -> e.path("payload").path("code").asInt())
        .containsExactly(400, 500, 200);
    assertThat(events.get(1).path("payload").path("output").asText()).isEqualTo("crashed");
  }

  @Test
  void shouldMakeAnIdWhenTheEventHasNone() {
    // given
    String id = client.submit("{\"task\": null}");

    // when
    ApiClient.Reply reply =
        client.post(
            "/task/" + id + "/event",
            """
            {"name": "browser_action", "payload": {"name": "goto", "input": {"url": "https://a.b"}}}""");

    // then
    assertThat(untilEvents(id, 1).get(0).path("id")).isEqualTo(reply.r().path("id"));
  }

  @Test
  void shouldRefuseActionsOnAPlainTaskAndMalformedEvents() {
    // given
    String id = client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.run_ms\": -1}}");

    // when, then
    assertThat(act(id, "browser_action", "a", "goto", "{}").status()).isEqualTo(400);
    assertThat(client.post("/task/" + id + "/event", "{\"name\": \"tool_call\"}").status())
        .isEqualTo(422);
    assertThat(act("nobody", "browser_action", "a", "goto", "{}").status()).isEqualTo(404);
  }

  private ApiClient.Reply act(String task, String event, String id, String name, String input) {
    return client.post(
        "/task/" + task + "/event",
        "{\"name\": \"%s\", \"id\": \"%s\", \"payload\": {\"name\": \"%s\", \"input\": %s}}"
            .formatted(event, id, name, input));
  }
}
