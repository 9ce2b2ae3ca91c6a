package io.taskbridge.chaos;

/** A promise that was broken. */
record Finding(Rule rule, String what) {

  /** The promises. */
  enum Rule {
    RESULT_MISSING,
    RESULT_TWICE,
    RESULT_OF_NOBODY,
    RESULT_WRONG,
    STATUS_NOT_IN_ORDER,
    STATUS_NOT_CHAINED,
    RECORD_TWICE,
    CONTRACT_BROKEN,
    CALL_NOT_PUBLISHED,
    CALL_PUBLISHED_TWICE,
    CALL_OF_NOBODY,
    CALL_NOT_ANSWERED,
    CALL_ANSWERED_TWICE,
    SUBMITTED_TWICE,
    TASK_OF_ANOTHER_REQUEST,
    TASK_OF_NOBODY,
    LETTER_MISSING,
    NOT_READY_AGAIN,
    NOT_AS_DOCUMENTED,
    DEFECT_LOGGED
  }

  @Override
  public String toString() {
    return rule + ": " + what;
  }
}
