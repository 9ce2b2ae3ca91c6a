package io.taskbridge.publication;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ErrorCode;

/**
 * A record that could not be processed: published byte for byte, with the reason in its headers.
 *
 * @param position the record, which must not be settled yet
 * @param reason a sentence that says what to do
 * @param cause what lies beneath, in technical words; given as null, the reason says it all
 */
public record DeadLetter(SourcePosition position, ErrorCode code, String reason, String cause) {
  public DeadLetter {
    requireNonNull(position, "position");
    requireNonNull(code, "code");
    requireNonNull(reason, "reason");
    cause = cause == null ? reason : cause;
  }
}
