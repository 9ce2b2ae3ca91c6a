package io.taskbridge.task;

import java.util.Arrays;
import java.util.Optional;

/** Why a request is to end before its time. */
public enum Stop {
  /** Its sender does not want it any more. */
  CANCEL("cancel"),
  /** Its deadline has passed. */
  DEADLINE("deadline");

  private final String word;

  Stop(String word) {
    this.word = word;
  }

  /** The word in the ledger. */
  public String word() {
    return word;
  }

  public static Optional<Stop> of(String word) {
    return Arrays.stream(values()).filter(stop -> stop.word.equals(word)).findFirst();
  }

  /** The status of the result of a request that was stopped. */
  public String status() {
    return this == CANCEL ? TaskStatus.CANCELLED.name() : TaskResult.EXPIRED;
  }

  /**
   * What the result says of it; null for a cancel, which needs no explanation.
   *
   * @param deadline that passed
   */
  public TaskError error(java.time.Instant deadline) {
    return this == CANCEL
        ? null
        : TaskError.of(
            ErrorCode.DEADLINE_EXCEEDED,
            "the deadline ("
                + deadline
                + ") passed before the end; send it again under a new id with more time");
  }
}
