package io.taskbridge.sandbox.tour;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/**
 * How a sample request is to end.
 *
 * @param status of its one result; null means there is none
 * @param deadLetter the code of its dead letter; null means there is none
 * @param toolCalls how many tool calls it makes
 * @param actions how many actions of a session have a result
 * @param output what its output must be like
 */
record Expectation(
    String status, String deadLetter, int toolCalls, int actions, Predicate<JsonNode> output) {

  static Expectation done(Predicate<JsonNode> output) {
    return new Expectation("done", null, 0, 0, output);
  }

  static Expectation done() {
    return done(output -> output.isTextual() && !output.textValue().isEmpty());
  }

  static Expectation failed() {
    return new Expectation("failed", null, 0, 0, JsonNode::isTextual);
  }

  static Expectation rejected(String code) {
    return new Expectation("rejected", code, 0, 0, output -> true);
  }

  static Expectation unreadable(String code) {
    return new Expectation(null, code, 0, 0, output -> true);
  }

  /** A session that is closed after so many actions, the close among them. */
  static Expectation closedAfter(int actions) {
    return new Expectation("done", null, 0, actions, output -> true);
  }

  static Expectation cancelled() {
    return new Expectation("cancelled", null, 0, 0, output -> true);
  }

  /** With the replies of so many calls in the output. */
  static Expectation doneWithTools(int calls) {
    return new Expectation(
        "done",
        null,
        calls,
        0,
        output ->
            output.path("tool_replies").size() == calls
                && output.path("tool_replies").path(0).path("code").asInt() == 200);
  }
}
