package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.HashMap;
import java.util.Map;

/**
 * An answer before it is written, whole or broken by a fault.
 *
 * @param status the HTTP status
 * @param body the body as it goes over the wire
 * @param headers further headers; Content-Type is JSON unless given here
 * @param task the task that a submission became; null for every other call
 */
record Answer(int status, byte[] body, Map<String, String> headers, SimTask task) {

  private Answer(int status, byte[] body, Map<String, String> headers) {
    this(status, body, headers, null);
  }

  /** 200 in the API's envelope. */
  static Answer ok(JsonNode result) {
    return enveloped(200, result);
  }

  static Answer enveloped(int status, JsonNode result) {
    return new Answer(status, Json.bytes(Json.object().set("r", result)), Map.of());
  }

  /** JSON as it is: for control and record. */
  static Answer plain(JsonNode body) {
    return new Answer(200, Json.bytes(body), Map.of());
  }

  static Answer raw(int status, byte[] body) {
    return new Answer(status, body, Map.of());
  }

  static Answer error(int status, String detail) {
    return error(status, Json.text(detail));
  }

  static Answer error(int status, JsonNode detail) {
    return new Answer(status, Json.bytes(Json.object().set("detail", detail)), Map.of());
  }

  static Answer invalid(ArrayNode errors) {
    return error(422, errors);
  }

  Answer withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, body, Map.copyOf(more), task);
  }

  Answer forTask(SimTask created) {
    return new Answer(status, body, headers, created);
  }

  /** With {@code Retry-After} in seconds; null leaves the answer as it is. */
  Answer retryAfter(Integer seconds) {
    return seconds == null ? this : withHeader("Retry-After", seconds.toString());
  }
}
