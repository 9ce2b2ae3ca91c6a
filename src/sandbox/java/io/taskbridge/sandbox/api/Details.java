package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The texts of the API's errors. Only the one on credits is documented; the others are likely. */
final class Details {

  static final String CREDITS = "API credits exhausted. Please upgrade your plan.";
  static final String CONCURRENCY =
      "Concurrent session limit reached. Wait for a running session to finish or upgrade your plan.";
  static final String RATE = "Rate limit exceeded. Please slow down.";
  static final String AUTHENTICATION = "Not authenticated: invalid or missing API key.";
  static final String PREMIUM =
      "Access to a premium feature was requested, but it is not available on the current plan.";
  static final String TASK_UNKNOWN = "Task not found.";
  static final String TASK_FINISHED = "Task not found or already completed.";

  private Details() {}

  /** What the API might say with this status. */
  static JsonNode of(int status) {
    switch (status) {
      case 400:
        return Json.text("Invalid request.");
      case 401:
        return Json.text(AUTHENTICATION);
      case 403:
        return Json.text(PREMIUM);
      case 404:
        return Json.text("Not found.");
      case 422:
        return Json.array()
            .add(invalid("value_error", "Value error, refused by script", Json.object(), "task"));
      case 429:
        return Json.text(CONCURRENCY);
      case 502:
        return Json.text("Bad Gateway");
      case 503:
        return Json.text("Service Unavailable");
      case 504:
        return Json.text("Gateway Timeout");
      default:
        return Json.text("Internal Server Error");
    }
  }

  /** One entry of a 422's list. The location is prefixed with {@code body}. */
  static ObjectNode invalid(String type, String message, JsonNode input, Object... location) {
    return invalidIn("body", type, message, input, location);
  }

  static ObjectNode invalidIn(
      String where, String type, String message, JsonNode input, Object... location) {
    ObjectNode entry = Json.object();
    entry.put("type", type);
    var loc = entry.putArray("loc").add(where);
    for (Object part : location) {
      loc.addPOJO(part);
    }
    entry.put("msg", message);
    entry.set("input", Json.orNull(input));
    return entry;
  }
}
