package io.taskbridge.chaos;

import io.taskbridge.sandbox.api.RecordedTask;
import java.util.List;

/**
 * A task as the API knows it.
 *
 * @param requestId which request it was made for, from its text
 * @param calls ids of the tool calls that it made
 * @param answers to tool calls that the API was given, in order
 * @param submitAnswer how its submission was answered: a status, or the name of a fault
 */
record PaidTask(
    String id,
    String requestId,
    long receivedMs,
    String submitAnswer,
    List<String> calls,
    List<Reply> answers) {
  private static final String TOOL_CALL = "tool_call";

  /** An answer to a tool call. */
  record Reply(String callId, int code, boolean accepted) {}

  PaidTask {
    calls = List.copyOf(calls);
    answers = List.copyOf(answers);
  }

  static PaidTask of(RecordedTask task) {
    return new PaidTask(
        task.id(),
        RequestMix.requestOf(task.request().path("task").asText()),
        task.receivedMs(),
        task.submitAnswer(),
        task.events().stream()
            .filter(event -> event.name().equals(TOOL_CALL))
            .map(RecordedTask.Event::id)
            .toList(),
        task.replies().stream()
            .filter(reply -> reply.code() != null)
            .map(reply -> new Reply(reply.id(), reply.code(), reply.accepted()))
            .toList());
  }
}
