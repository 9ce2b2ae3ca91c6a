package io.taskbridge.publication;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ErrorCode;

/**
 * A record that could not be processed: published byte for byte, with the reason in its headers.
 *
 * @param position the record, which must not be settled yet
 * @param reason a sentence that says what to do
 * @param cause what lies beneath, in technical words; given as null, the reason says it all, or its
 *     beginning does: together they must leave room for the record among its headers
 */
public record DeadLetter(SourcePosition position, ErrorCode code, String reason, String cause) {
  private static final int MOST_WORDS = 1_000;

  public DeadLetter {
    requireNonNull(position, "position");
    requireNonNull(code, "code");
    requireNonNull(reason, "reason");
    cause = cause == null ? reason.substring(0, Math.min(reason.length(), MOST_WORDS)) : cause;
  }
}
