package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a session answers an action.
 *
 * @param ms how long it takes; null means the script's {@code action_ms}
 * @param output null means a likely one
 */
record ActionScript(int code, JsonNode output, Long ms) {

  static final ActionScript DEFAULT = new ActionScript(200, null, null);

  static ActionScript read(JsonNode node) {
    Fields f = new Fields("sandbox script, an answer in 'actions'", node);
    JsonNode output = f.json("output");
    long ms = f.millis("ms", Fields.FOREVER);
    ActionScript action =
        new ActionScript(
            f.integer("code", 200, 100, 599), output, ms == Fields.FOREVER ? null : ms);
    f.rejectUnknown();
    return action;
  }
}
