package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code POST /task/{id}/event}: replies to tool calls and actions of a session. */
final class EventRoute {

  private static final Map<String, List<String>> ACTIONS =
      Map.of(
          "browser_action", List.of("goto", "extract", "evaluate_js"),
          "session_action", List.of("run_task", "close"));

  private static final FieldCheck SHAPE =
      FieldCheck.record(
          Map.of("name", FieldCheck::text, "payload", FieldCheck::dictionary),
          Map.of(
              "id", FieldCheck.nullable(FieldCheck::text),
              "timestamp",
                  FieldCheck.nullable(FieldCheck.integer(Long.MIN_VALUE, Long.MAX_VALUE))));

  private final ApiState state;

  EventRoute(ApiState state) {
    this.state = state;
  }

  Answer post(Call call) {
    SimTask task = state.tasks.find(call.taskId());
    if (task == null) {
      return Answer.error(404, Details.TASK_UNKNOWN);
    }
    JsonNode event;
    try {
      event = Json.MAPPER.readTree(call.body());
    } catch (IOException notJson) {
      event = Json.orNull(null);
    }
    FieldCheck.Errors errors = new FieldCheck.Errors();
    SHAPE.check(event, List.of(), errors);
    if (!errors.list().isEmpty()) {
      return Answer.invalid(errors.list());
    }
    String id = event.path("id").asText(UUID.randomUUID().toString());
    String refusal = refusal(task, event);
    RecordedTask.Reply reply = recorded(call, event, id, refusal);
    task.replies.add(reply);
    if (refusal != null) {
      return Answer.error(400, refusal);
    }
    if (reply.name().equals("tool_call")) {
      state.timeline.reply(task, id, reply);
    } else {
      task.session.add(
          new Session.Action(
              reply.name(),
              id,
              event.path("payload").path("name").asText(),
              event.path("payload").path("input")));
    }
    return Answer.ok(Json.object().put("id", id));
  }

  /** Why the event is not taken; null when it is. */
  private static String refusal(SimTask task, JsonNode event) {
    String name = event.path("name").asText();
    JsonNode payload = event.path("payload");
    if (!name.equals("tool_call") && !ACTIONS.containsKey(name)) {
      return "Invalid event: unknown name '" + name + "'.";
    }
    if (task.status.isTerminal()) {
      return "Session closed: the task is " + task.status.wire() + ".";
    }
    return name.equals("tool_call")
        ? replyRefusal(task, event, payload)
        : actionRefusal(task, name, payload);
  }

  private static String replyRefusal(SimTask task, JsonNode event, JsonNode payload) {
    if (!payload.path("code").isInt() || !payload.has("output")) {
      return "Invalid event: the payload of a tool_call is {code, output}.";
    }
    String id = event.path("id").asText();
    if (task.openCalls.containsKey(id)) {
      return null;
    }
    boolean answered = task.toolReplies.stream().anyMatch(earlier -> earlier.id().equals(id));
    return answered
        ? "Invalid event: tool call " + id + " was already answered."
        : "Invalid event: there is no open tool call '" + id + "'.";
  }

  private static String actionRefusal(SimTask task, String name, JsonNode payload) {
    if (task.session == null) {
      return "Invalid event: actions need a session, and this is a task.";
    }
    if (task.session.isClosing()) {
      return "Session closed.";
    }
    String action = payload.path("name").asText();
    return ACTIONS.get(name).contains(action)
        ? null
        : "Invalid event: " + name + " has no action '" + action + "'.";
  }

  private static RecordedTask.Reply recorded(Call call, JsonNode event, String id, String refusal) {
    JsonNode payload = event.path("payload");
    JsonNode code = payload.path("code");
    return new RecordedTask.Reply(
        event.path("name").asText(),
        id,
        code.isInt() ? code.intValue() : null,
        payload.get("output"),
        payload,
        call.receivedMs(),
        refusal == null ? 200 : 400,
        refusal == null);
  }
}
