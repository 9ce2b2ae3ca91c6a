package io.taskbridge.task;

import java.util.Arrays;
import java.util.Optional;

/** What to do when nobody can tell whether the API took a task. */
public enum AmbiguityPolicy {
  /** End the request with the result {@code ambiguous}. */
  FAIL("fail"),
  /** Submit again: the sender accepts that two tasks may run. */
  RESUBMIT("resubmit"),
  /** Cancel what may have come of it, then submit again. */
  REPLACE("replace");

  private final String word;

  AmbiguityPolicy(String word) {
    this.word = word;
  }

  /** The word in requests and in the ledger. */
  public String word() {
    return word;
  }

  public static Optional<AmbiguityPolicy> of(String word) {
    return Arrays.stream(values()).filter(p -> p.word.equals(word)).findFirst();
  }
}
