package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * An event of a task as the API lists it.
 *
 * @param id the API's id of the event, never null: answers are matched by it
 * @param name {@code tool_call}, {@code browser_action}, {@code session_action} or a word to come
 * @param payload what it says
 * @param timestamp the API's clock in milliseconds; 0 when it gave none
 */
public record ApiEvent(String id, String name, Payload payload, long timestamp) {
  public static final String TOOL_CALL = "tool_call";

  public ApiEvent {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(payload, "payload");
  }

  /** What an event says. */
  public sealed interface Payload {
    /**
     * Somebody wants something done.
     *
     * @param name of the tool or action
     * @param input any JSON; null when there was none
     */
    record Call(String name, Json input) implements Payload {}

    /**
     * It was done, or not: code 200, 400 or 500.
     *
     * @param output any JSON; null when there was none
     */
    record Answer(int code, Json output) implements Payload {}

    /** A form that this version of the bridge does not know. */
    record Unknown() implements Payload {}
  }
}
