package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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

  private static final int MOST = 1_000;

  /**
   * Reads a call, or several of one kind: those after the first are made together with it.
   *
   * @throws ScriptException when a key or value makes no sense
   */
  static List<ToolCallScript> read(JsonNode node) {
    if (node.isTextual()) {
      return List.of(new ToolCallScript(node.textValue(), Json.object(), 0, false, 0, true, false));
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
    int times = f.integer("times", 1, 1, MOST);
    f.rejectUnknown();
    List<ToolCallScript> calls = new ArrayList<>(List.of(call));
    calls.addAll(Collections.nCopies(times - 1, call.together()));
    return calls;
  }

  private ToolCallScript together() {
    return new ToolCallScript(name, input, 0, true, visibleMs, awaited, withEnd);
  }
}
