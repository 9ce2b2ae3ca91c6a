package io.taskbridge.failpoint;

/** Where the bridge is killed, and what is promised of the request that it was working on. */
public enum Point {
  INTENT_BEFORE_COMMIT(Task.MADE_AFTERWARDS, "nobody knows of it: read again and submitted"),
  INTENT_AFTER_COMMIT(
      Task.MADE_AFTERWARDS, "an intent without an outcome: looked for twice, then submitted"),
  BEFORE_POST(
      Task.MADE_AFTERWARDS, "the same, the lease checked already: looked for twice, submitted"),
  POST_ANSWERED(Task.MADE_BEFORE, "the API has it, its answer is not read: found and adopted"),
  OUTCOME_QUEUED(Task.MADE_BEFORE, "the answer is read and not written down: found and adopted"),
  OUTCOME_BEFORE_COMMIT(Task.MADE_BEFORE, "the outcome is aborted: found and adopted"),
  OUTCOME_AFTER_COMMIT(Task.MADE_BEFORE, "the ledger knows the task: followed on"),
  STATUS_BEFORE_COMMIT(Task.MADE_BEFORE, "the status is aborted: asked for and published"),
  STATUS_AFTER_COMMIT(Task.MADE_BEFORE, "the status is published, and not again"),
  RESULT_BEFORE_COMMIT(Task.MADE_BEFORE, "the result is aborted: asked for and published"),
  RESULT_AFTER_COMMIT(Task.MADE_BEFORE, "the result is published, and not again"),
  CALL_BEFORE_COMMIT(Task.CALLS_A_TOOL, "the call is aborted: asked for and published"),
  CALL_AFTER_COMMIT(Task.CALLS_A_TOOL, "the call is published, and not again"),
  FORWARD_BEFORE_COMMIT(
      Task.ANSWERED_ON_A_WRONG_PARTITION, "the forwarding is aborted: read again and forwarded"),
  FORWARD_AFTER_COMMIT(Task.ANSWERED_ON_A_WRONG_PARTITION, "forwarded, and not again"),
  REPLY_BEFORE_SEND(Task.CALLS_A_TOOL, "the reply is read again and delivered"),
  REPLY_ANSWERED(
      Task.REPLY_DELIVERED_TWICE, "the API has the reply; the second is refused and set aside"),
  REPLY_BEFORE_COMMIT(
      Task.REPLY_DELIVERED_TWICE, "the API has the reply; the second is refused and set aside"),
  REPLY_AFTER_COMMIT(Task.CALLS_A_TOOL, "the call is closed, and its reply not read again"),
  MID_RESTORE(Task.MADE_BEFORE, "nothing was begun: restored from the beginning, and followed on");

  /** What is asked for, and what the API must have seen of it. */
  public enum Task {
    MADE_AFTERWARDS,
    MADE_BEFORE,
    CALLS_A_TOOL,
    ANSWERED_ON_A_WRONG_PARTITION,
    REPLY_DELIVERED_TWICE;

    /** Whether the API has the task when the bridge is killed. */
    public boolean madeBefore() {
      return this != MADE_AFTERWARDS;
    }

    /** Whether it calls a tool. */
    public boolean callsATool() {
      return compareTo(CALLS_A_TOOL) >= 0;
    }

    /** Whether the reply comes on a wrong partition, and is sent on. */
    public boolean isForwarded() {
      return this == ANSWERED_ON_A_WRONG_PARTITION;
    }

    /**
     * Whether so many replies may be set aside as {@code TOOL_CALL_CLOSED}. A reply that was sent
     * on may reach the API in the moment in which the bridge is killed, as any may.
     */
    public boolean mayBeSetAside(int replies) {
      return switch (this) {
        case REPLY_DELIVERED_TWICE -> replies == 1;
        case ANSWERED_ON_A_WRONG_PARTITION -> replies <= 1;
        default -> replies == 0;
      };
    }
  }

  private final Task task;
  private final String outcome;

  Point(Task task, String outcome) {
    this.task = task;
    this.outcome = outcome;
  }

  public Task task() {
    return task;
  }

  /** What becomes of the request, for people. */
  public String outcome() {
    return outcome;
  }
}
