package io.taskbridge.task;

import java.time.Instant;
import java.util.List;

/** Something that the outside hears about a request, exactly once. */
public sealed interface TaskEvent {
  /** Whom it is about. */
  Subject subject();

  /**
   * A status changed, or a link became known.
   *
   * @param sequence counts from 1 per request without gaps
   * @param previousStatus null for the first
   * @param changed wire names of the fields that changed
   */
  record StatusChanged(
      Subject subject,
      int sequence,
      String status,
      String previousStatus,
      List<String> changed,
      Artifacts artifacts,
      Instant observedAt)
      implements TaskEvent {
    public StatusChanged {
      changed = List.copyOf(changed);
    }
  }

  /**
   * The end of a request: exactly one for each.
   *
   * @param outputSchema that its output is to be judged by; null when it is not to be judged
   */
  record Finished(Subject subject, TaskResult result, Json outputSchema) implements TaskEvent {
    /** An end whose output nobody judges. */
    public Finished(Subject subject, TaskResult result) {
      this(subject, result, null);
    }
  }

  /**
   * An action of a session has its outcome: exactly one for each that was sent.
   *
   * @param actionId the sender's id
   * @param name of the action
   * @param code 200, 400 or 500
   * @param output any JSON, for a failure a sentence; null when there was none
   * @param at by the API's clock; by ours where the API did not say it
   */
  record ActionFinished(
      Subject subject, String actionId, String name, int code, Json output, Instant at)
      implements TaskEvent {}

  /**
   * The agent calls one of the request's own tools.
   *
   * @param input any JSON; null when there was none
   * @param calledAt by the API's clock
   */
  record ToolCalled(
      Subject subject, CorrelationId correlationId, ToolCall call, Json input, Instant calledAt)
      implements TaskEvent {}
}
