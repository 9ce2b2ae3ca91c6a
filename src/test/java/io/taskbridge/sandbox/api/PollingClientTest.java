package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a client of the vendor's kind can live with the simulated API, over plain HTTP. */
class PollingClientTest extends ApiTestBase {
  private static final String BROWSER = "browser_action";
  private static final String SESSION = "session_action";
  private final List<JsonNode> inputs = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {0, 10_000})
  void shouldRunATaskToItsEndAndItsLinks(int holdMs) {
    api.settings("{\"hold_ms\": " + holdMs + "}");
    String script =
        "{\"sandbox.wait_ms\": 200, \"sandbox.run_ms\": 200, \"sandbox.recording_ms\": 100,"
            + " \"sandbox.downloads\": \"empty\"}";
    try (PollingClient task = new PollingClient(client, "Look", script, Map.of())) {
      JsonNode result = task.result();

      assertThat(result.path("status").asText()).isEqualTo("done");
      assertThat(result.path("output").asText()).contains("Look");
      assertThat(result.path("device").asText()).isEqualTo("mobile");
      assertThat(task.statuses()).doesNotHaveDuplicates().endsWith("done");
      assertThat(task.link("recording_url")).contains(task.id());
      assertThat(task.link("downloads_url")).isEmpty();
    }
  }

  @Test
  void shouldHaveToolsAnsweredWithEveryCode() {
    Map<String, Function<JsonNode, JsonNode>> tools =
        Map.of(
            "weather", this::weather,
            "picky", input -> fail(new PollingClient.ToolCallError("no such city")),
            "broken", input -> fail(new IllegalStateException("out of order")));
    String script =
        "{\"sandbox.tools\": \"[{\\\"name\\\": \\\"weather\\\", \\\"input\\\":"
            + " {\\\"city\\\": \\\"Rome\\\"}}, {\\\"name\\\": \\\"picky\\\"},"
            + " {\\\"name\\\": \\\"broken\\\"}]\"}";

    try (PollingClient task = new PollingClient(client, "Ask", script, tools)) {
      JsonNode replies = task.result().path("output").path("tool_replies");

      assertThat(inputs)
          .singleElement()
          .matches(input -> input.path("city").asText().equals("Rome"));
      assertThat(replies)
          .extracting(reply -> reply.path("code").asInt())
          .containsExactly(200, 400, 500);
      assertThat(replies.get(0).path("output").path("degrees").asInt()).isEqualTo(21);
      assertThat(replies.get(1).path("output").asText()).isEqualTo("no such city");
      assertThat(recorded(task.id()).replies()).allMatch(RecordedTask.Reply::accepted);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10_000})
  void shouldSteerASessionWhoseAgentCallsATool(int holdMs) {
    api.settings("{\"hold_ms\": " + holdMs + ", \"script\": {\"action_ms\": 30}}");
    String script =
        "{\"sandbox.tools\": \"[{\\\"name\\\": \\\"weather\\\", \\\"input\\\":"
            + " {\\\"city\\\": \\\"Oslo\\\"}}]\","
            + " \"sandbox.actions\": \"{\\\"evaluate_js\\\": [{\\\"code\\\": 500,"
            + " \\\"output\\\": \\\"crashed\\\"}, {\\\"output\\\": 2}]}\"}";

    try (PollingClient session =
        new PollingClient(client, null, script, Map.of("weather", this::weather))) {
      String schema = "{\"schema\": {\"type\": \"array\"}, \"prompt\": null}";
      JsonNode went = session.act(BROWSER, "goto", "{\"url\": \"https://example.com\"}");
      JsonNode extracted = session.act(BROWSER, "extract", schema);
      JsonNode crashed = session.act(BROWSER, "evaluate_js", "{\"js\": \"x\", \"args\": null}");
      JsonNode value = session.act(BROWSER, "evaluate_js", "{\"js\": \"1 + 1\", \"args\": {}}");
      JsonNode senseless = session.act(BROWSER, "goto", "{\"url\": null}");
      JsonNode ran =
          session.act(SESSION, "run_task", "{\"task\": \"Ask\", \"max_steps\": 8, \"url\": null}");
      JsonNode closed = session.act(SESSION, "close", null);
      JsonNode result = session.result();

      assertThat(List.of(went, extracted, crashed, value, senseless, ran, closed))
          .extracting(answer -> answer.path("code").asInt())
          .containsExactly(200, 200, 500, 200, 400, 200, 200);
      assertThat(extracted.path("output").isArray()).isTrue();
      assertThat(crashed.path("output").asText()).isEqualTo("crashed");
      assertThat(value.path("output").asInt()).isEqualTo(2);
      assertThat(senseless.path("output").asText()).contains("url");
      assertThat(ran.path("output").asText()).contains("Ask");
      assertThat(inputs)
          .singleElement()
          .matches(input -> input.path("city").asText().equals("Oslo"));
      assertThat(result.path("status").asText()).isEqualTo("done");
      ApiClient.Reply late = session.post(SESSION, null, Json.object().put("name", "close"));
      assertThat(late.status()).isEqualTo(400);
      assertThat(late.detail()).contains("Session closed");
    }
  }

  @Test
  void shouldEndASessionThatIsCancelled() {
    try (PollingClient session = new PollingClient(client, null, "{}", Map.of())) {
      session.act(BROWSER, "goto", "{\"url\": \"https://example.com\"}");

      ApiClient.Reply cancelled = client.delete("/task/" + session.id());

      assertThat(cancelled.r().asBoolean()).isTrue();
      assertThat(session.result().path("status").asText()).isEqualTo("cancelled");
      assertThat(client.delete("/task/" + session.id()).status()).isEqualTo(404);
    }
  }

  private JsonNode weather(JsonNode input) {
    inputs.add(input);
    return Json.object().put("degrees", 21);
  }

  private static JsonNode fail(RuntimeException failure) {
    throw failure;
  }
}
