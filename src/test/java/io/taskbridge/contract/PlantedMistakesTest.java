package io.taskbridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A record with a mistake in it is found; a validator that finds none would prove nothing. */
class PlantedMistakesTest {
  private static final Map<String, List<Consumer<ObjectNode>>> MISTAKES =
      Map.of(
          "task-requests",
          List.of(
              r -> r.put("task", 7),
              r -> r.put("bridge", "order-42"),
              r -> bridge(r).put("request_id", ""),
              r -> bridge(r).put("request_id", "x".repeat(257)),
              r -> bridge(r).put("on_ambiguous_submit", "hope"),
              r -> bridge(r).put("deadline", "tomorrow"),
              r -> bridge(r).put("tool_timeout", "2 minutes"),
              r -> bridge(r).put("ensure_profile", "yes"),
              r -> bridge(r).putArray("attachments").addObject().put("name", "a.txt"),
              r -> bridge(r).put("requestId", "order-42")),
          "task-commands",
          List.of(
              r -> r.remove("request_id"),
              r -> r.put("command", "pause"),
              r -> r.remove("action"),
              r -> r.put("command", "cancel"),
              r -> action(r).put("name", "click"),
              r -> action(r).remove("id"),
              r -> action(r).remove("input"),
              r -> action(r).putObject("input").put("href", "x")),
          "tool-replies",
          List.of(
              r -> r.remove("correlation_id"), r -> r.put("code", "200"), r -> r.put("code", 99)),
          "task-status",
          List.of(
              r -> r.remove("request_id"),
              r -> r.putNull("task_id"),
              r -> r.put("sequence", 0),
              r -> r.put("sequence", "2"),
              r -> r.putNull("status"),
              r -> r.putNull("previous_status"),
              r -> r.put("sequence", 1),
              r -> r.putArray("changed"),
              r -> r.putArray("changed").add("mood"),
              r -> r.remove("live_url"),
              r -> r.put("observed_at", "yesterday"),
              r -> r.put("observed_at", "2026-11-24T03:19:36+01:00"),
              r -> r.put("observedAt", "2026-11-24T03:19:36Z")),
          "task-results",
          List.of(
              r -> r.put("status", "succeeded"),
              r -> r.remove("output"),
              r -> r.remove("error"),
              r -> r.putNull("task_id"),
              r -> r.putNull("submitted_at"),
              r -> r.put("status", "rejected"),
              r -> r.put("status", "expired"),
              r -> r.put("output_valid", "yes"),
              r -> r.put("output_valid", false),
              r -> r.put("credits_used", "5"),
              r -> r.put("finished_at", "24.11.2026"),
              r -> error(r, "NO_IDEA", "a sentence").putNull("http_status").putNull("detail"),
              r -> error(r, "TASK_LOST", "").putNull("http_status").putNull("detail"),
              r -> error(r, "TASK_LOST", "a sentence").put("http_status", 42).putNull("detail"),
              r -> error(r, "TASK_LOST", "a sentence").putNull("detail"),
              r ->
                  error(r, "TASK_LOST", "a sentence")
                      .putNull("http_status")
                      .putNull("detail")
                      .put("hint", "x")),
          "action-results",
          List.of(
              r -> r.remove("action_id"),
              r -> r.put("name", "click"),
              r -> r.put("code", 1000),
              r -> r.remove("output"),
              r -> r.put("timestamp", 1),
              r -> r.put("extra", 1)),
          "tool-requests",
          List.of(
              r -> r.remove("call_id"),
              r -> r.putNull("tool"),
              r -> r.remove("input"),
              r -> r.put("reply_by", ""),
              r -> r.putNull("correlation_id"),
              r -> r.put("partition", 9)));

  @TestFactory
  Stream<DynamicTest> shouldFindEachMistakeInAValue() {
    return MISTAKES.entrySet().stream()
        .flatMap(
            kind ->
                Stream.iterate(0, i -> i < kind.getValue().size(), i -> i + 1)
                    .map(i -> mistake(kind.getKey(), i, kind.getValue().get(i))));
  }

  @Test
  void shouldFindMistakesInHeaders() {
    assertThat(Contract.ofHeaders("task-results", headers("task-results", "order-42/result")))
        .isEmpty();
    assertThat(Contract.ofHeaders("task-results", headers("task-status", "order-42/result")))
        .hasSize(1);
    assertThat(Contract.ofHeaders("task-results", headers("task-results", "order-42"))).hasSize(1);
    assertThat(
            Contract.ofHeaders(
                "task-results", headers("task-results", "order-42/result").put("x-extra", "1")))
        .hasSize(1);
    assertThat(Contract.ofHeaders("tool-requests", headers("tool-requests", "order-42/tool/1")))
        .as("the three REPLY_ headers are missing")
        .hasSize(3);
  }

  @Test
  void shouldFindMistakesInADeadLettersHeaders() {
    ObjectNode headers =
        object()
            .put("dead-letter-code", "INVALID_JSON")
            .put("dead-letter-reason", "a sentence")
            .put("dead-letter-topic", "task-requests")
            .put("dead-letter-partition", "3")
            .put("dead-letter-offset", "17")
            .put("dead-letter-cause", "JsonParseException")
            .put("of-the-sender", "anything");

    assertThat(Contract.ofHeaders("dead-letters", headers)).isEmpty();
    assertThat(
            Contract.ofHeaders("dead-letters", headers.deepCopy().put("dead-letter-code", "OOPS")))
        .hasSize(1);
    assertThat(
            Contract.ofHeaders("dead-letters", headers.deepCopy().put("dead-letter-offset", "-1")))
        .hasSize(1);
    assertThat(
            Contract.ofHeaders(
                "dead-letters", headers.deepCopy().without(List.of("dead-letter-reason"))))
        .hasSize(1);
  }

  private static DynamicTest mistake(String kind, int number, Consumer<ObjectNode> plant) {
    return DynamicTest.dynamicTest(
        kind + " " + number,
        () -> {
          ObjectNode record = example(kind);
          assertThat(Contract.ofValue(kind, record)).isEmpty();

          plant.accept(record);

          assertThat(Contract.ofValue(kind, record)).as("in %s", record).isNotEmpty();
        });
  }

  private static ObjectNode example(String kind) {
    for (JsonNode message : Contract.file("asyncapi.json").at("/components/messages")) {
      if (message.path("title").asText().equals(kind)) {
        return message.at("/examples/0/payload").deepCopy();
      }
    }
    throw new AssertionError("no example of " + kind);
  }

  private static ObjectNode headers(String kind, String id) {
    return object()
        .put("ce_specversion", "1.0")
        .put("ce_id", id)
        .put("ce_type", "io.taskbridge." + kind + ".v1")
        .put("ce_source", "/task-bridge/task-bridge")
        .put("ce_subject", "t1")
        .put("ce_time", "2026-05-04T12:00:00Z")
        .put("content-type", "application/json");
  }

  private static ObjectNode bridge(ObjectNode request) {
    return request.withObject("/bridge");
  }

  private static ObjectNode action(ObjectNode command) {
    return command.withObject("/action");
  }

  private static ObjectNode error(ObjectNode result, String code, String message) {
    return result
        .put("status", "lost")
        .putObject("error")
        .put("code", code)
        .put("message", message);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
