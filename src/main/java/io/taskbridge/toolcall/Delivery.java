package io.taskbridge.toolcall;

import io.taskbridge.task.ApiOutcome;

/** An answer that was chosen for a call, until the API has it. */
final class Delivery {
  /** The API's answer to an event that a task does not, or no longer, wait for. */
  private static final int INVALID = 400;

  private final Answer answer;
  private boolean inAir;
  private int failures;

  /** Whether an earlier attempt may have been taken without our hearing of it. */
  private boolean unclear;

  Delivery(Answer answer) {
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  /** Whether an attempt is under way. */
  boolean inAir() {
    return inAir;
  }

  /** An attempt begins. */
  void begins() {
    inAir = true;
  }

  /** The attempt came to its end, one way or the other. */
  void ended() {
    inAir = false;
  }

  /**
   * Counts an attempt that brought the answer to nobody, as far as is known.
   *
   * @return how many there were in a row
   */
  int failed(ApiOutcome<String> outcome) {
    unclear |= outcome instanceof ApiOutcome.Ambiguous<String>;
    return ++failures;
  }

  /** Whether this refusal says that the API took an earlier attempt that was not heard of. */
  boolean isRepetition(ApiOutcome<String> outcome) {
    return unclear
        && outcome instanceof ApiOutcome.Refused<String> refused
        && refused.httpStatus() == INVALID;
  }
}
