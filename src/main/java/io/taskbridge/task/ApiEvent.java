package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * An event of a task as the API lists it.
 *
 * @param id the API's id of the event; null when it gave none
 * @param name {@code tool_call}, {@code browser_action}, {@code session_action} or a word to come
 * @param payload the event's payload, a JSON object
 * @param timestamp the API's clock in milliseconds; 0 when it gave none
 */
public record ApiEvent(String id, String name, Json payload, long timestamp) {
  public ApiEvent {
    requireNonNull(name, "name");
    requireNonNull(payload, "payload");
  }
}
