package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What a browser session would answer to an action. */
final class SessionAnswers {

  /** What an action's input cannot do without, and whether that is text. */
  private static final Map<String, String> REQUIRED_TEXT =
      Map.of("goto", "url", "evaluate_js", "js", "run_task", "task");

  private SessionAnswers() {}

  /** What the caller did wrong, as the output of a 400; null when nothing. */
  static String fault(Session.Action action) {
    String text = REQUIRED_TEXT.get(action.name());
    if (text != null && !action.input().path(text).isTextual()) {
      return "Invalid input for " + action.name() + ": '" + text + "' must be a string.";
    }
    if (action.name().equals("extract") && !action.input().path("schema").isObject()) {
      return "Invalid input for extract: 'schema' must be an object.";
    }
    return null;
  }

  static JsonNode likely(Session.Action action) {
    switch (action.name()) {
      case "extract":
        return SchemaSample.of(action.input().path("schema"));
      case "evaluate_js":
        return Json.text("simulated value of: " + text(action, "js"));
      case "run_task":
        JsonNode model = action.input().path("response_model");
        return model.isObject()
            ? SchemaSample.of(model)
            : Json.text("Simulated result of: " + text(action, "task"));
      default:
        return Json.orNull(null);
    }
  }

  private static String text(Session.Action action, String key) {
    return TaskTraits.shortened(action.input().path(key).asText());
  }
}
