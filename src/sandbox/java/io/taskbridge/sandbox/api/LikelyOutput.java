package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The output of a task whose script holds none. */
final class LikelyOutput {

  private LikelyOutput() {}

  static JsonNode of(SimTask task, SimStatus status) {
    if (task.script.output() != null) {
      return task.script.output();
    }
    if (status == SimStatus.CANCELLED) {
      return null;
    }
    if (status == SimStatus.FAILED) {
      return Json.text("The agent could not complete the task.");
    }
    if (task.traits.responseModel() != null) {
      return SchemaSample.of(task.traits.responseModel());
    }
    String text = "Simulated result of: " + task.traits.taskText();
    return task.toolReplies.isEmpty() ? Json.text(text) : withReplies(text, task);
  }

  /** Carries the replies back, so that their whole way can be seen in the result. */
  private static JsonNode withReplies(String text, SimTask task) {
    ObjectNode node = Json.object().put("answer", text);
    ArrayNode replies = node.putArray("tool_replies");
    for (RecordedTask.Reply reply : task.toolReplies) {
      replies
          .addObject()
          .put("id", reply.id())
          .put("code", reply.code())
          .set("output", Json.orNull(reply.output()));
    }
    return node;
  }
}
