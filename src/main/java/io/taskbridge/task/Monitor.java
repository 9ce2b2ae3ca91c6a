package io.taskbridge.task;

import java.time.Duration;

/** Hears what the flows do, for metrics and logs. Never decides anything. */
public interface Monitor {
  /**
   * A request was read for the first time.
   *
   * @return the request to go on with: the same, or under a trace context of the bridge's own
   */
  default TaskRequest requestRead(TaskRequest request) {
    return request;
  }

  /** The same request was read again and dropped. */
  default void duplicateDropped(RequestId id) {}

  /** A submission ended like this. */
  default void submissionEnded(ApiOutcome<?> outcome) {}

  /**
   * It was found out, or not, what came of a submission without a clear answer.
   *
   * @param conclusion {@code adopted}, {@code not_accepted}, {@code replaced}, {@code ambiguous}
   */
  default void reconciled(String conclusion) {}

  /**
   * Something became of an attachment, or of a profile to create.
   *
   * @param outcome {@code uploaded}, {@code refused}, {@code delayed}
   */
  default void attachment(String outcome) {}

  /** A task was asked about and the API did not answer clearly. */
  default void pollFailed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {}

  /** A call of the API waited this long for its share of the rate limit. */
  default void apiCallWaited(ApiBudget.Use use, Duration waited) {}

  /** A page of the API's list was read and the API did not answer clearly. */
  default void sweepFailed(ApiOutcome<?> outcome) {}

  /** A reply was delivered to the agent, or a time-out was. */
  default void toolCallAnswered(AnsweredCall call) {}

  /** A reply could not be delivered yet and will be tried again. */
  default void toolReplyDelayed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {}

  /** The API took an action of a session. */
  default void actionSent() {}

  /** Nobody can tell whether the API took an action. */
  default void actionUnclear() {}

  /** The same action was read again and dropped. */
  default void actionDropped(RequestId id) {}

  /** A session without work is closed. */
  default void sessionIdle(RequestId id) {}

  /** The API is asked to cancel a task. */
  default void cancelAsked(Stop reason) {}

  /**
   * Something failed that cannot fail: a defect of the bridge. The flows go on as well as they can.
   *
   * @param where in words
   */
  default void defect(String where, Throwable cause) {}

  /** A defect of the bridge was seen, and told in the log by whoever saw it. On any thread. */
  default void defectLogged() {}

  /** Hears nothing. */
  Monitor SILENT = new Monitor() {};
}
