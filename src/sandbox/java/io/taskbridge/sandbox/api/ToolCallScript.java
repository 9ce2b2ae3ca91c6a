package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool call the agent is going to make.
 *
 * @param afterMs how long after the step before it
 * @param sameMs whether it is made together with the call before it, with the same timestamp
 * @param visibleMs how long after its timestamp a poll begins to see it
 * @param awaited whether the task waits for the reply
 * @param withEnd whether it appears only together with the terminal status
 */
record ToolCallScript(
    String name,
    JsonNode input,
    long afterMs,
    boolean sameMs,
    long visibleMs,
    boolean awaited,
    boolean withEnd) {

  static ToolCallScript read(JsonNode node) {
    if (node.isTextual()) {
      return new ToolCallScript(node.textValue(), Json.object(), 0, false, 0, true, false);
    }
    Fields f = new Fields("sandbox script, a call in 'tools'", node);
    String name = f.text("name", null);
    if (name == null) {
      throw f.wrong("name", "the name of a tool", Json.orNull(null));
    }
    boolean withEnd = f.flag("with_end", false);
    ToolCallScript call =
        new ToolCallScript(
            name,
            f.object("input"),
            Math.max(0, f.millis("after_ms", 0)),
            f.flag("same_ms", false),
            Math.max(0, f.millis("visible_ms", 0)),
            f.flag("wait", true) && !withEnd,
            withEnd);
    f.rejectUnknown();
    return call;
  }
}
