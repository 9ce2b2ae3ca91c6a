package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * Whom an event is about: what every output record needs for its key and headers.
 *
 * @param key the user's key; null when the request had none
 * @param traceparent carried from the request; null for none
 * @param taskId null while the API has not named a task
 */
public record Subject(RequestId requestId, RecordKey key, String traceparent, TaskId taskId) {
  public Subject {
    requireNonNull(requestId, "requestId");
  }

  public static Subject of(RequestId requestId, Origin origin, TaskId taskId) {
    return new Subject(requestId, origin.key(), origin.traceparent(), taskId);
  }
}
