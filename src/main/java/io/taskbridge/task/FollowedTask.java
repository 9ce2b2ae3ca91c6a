package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An accepted task as far as it was published: what the next answer of the API is compared with.
 *
 * @param taskId the API's name
 * @param status the status published last
 * @param sequence of the status event published last, from 1
 * @param artifacts the links published so far
 * @param cursor how far its events were read
 * @param calls its tool calls
 * @param submittedAt when the API accepted it
 * @param changedAt when anything about it was seen to change last
 * @param createdAt the API's creation time, in the API's own unit: where it stands in the API's
 *     list; null when it was not told
 */
public record FollowedTask(
    TaskId taskId,
    TaskStatus status,
    int sequence,
    Artifacts artifacts,
    EventCursor cursor,
    ToolCalls calls,
    Instant submittedAt,
    Instant changedAt,
    Long createdAt) {
  public FollowedTask {
    requireNonNull(taskId, "taskId");
    requireNonNull(status, "status");
    requireNonNull(artifacts, "artifacts");
    requireNonNull(cursor, "cursor");
    requireNonNull(calls, "calls");
    requireNonNull(submittedAt, "submittedAt");
    requireNonNull(changedAt, "changedAt");
  }

  /** One whose creation time is not known. */
  public FollowedTask(
      TaskId taskId,
      TaskStatus status,
      int sequence,
      Artifacts artifacts,
      EventCursor cursor,
      ToolCalls calls,
      Instant submittedAt,
      Instant changedAt) {
    this(taskId, status, sequence, artifacts, cursor, calls, submittedAt, changedAt, null);
  }

  /** The task after one of its calls was answered. */
  public FollowedTask withoutCall(int number) {
    return new FollowedTask(
        taskId,
        status,
        sequence,
        artifacts,
        cursor,
        calls.without(number),
        submittedAt,
        changedAt,
        createdAt);
  }
}
