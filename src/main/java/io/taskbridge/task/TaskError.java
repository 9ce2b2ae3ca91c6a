package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * Why a request did not end as its sender wanted.
 *
 * @param code the stable word
 * @param message one sentence that says what happened and what to do
 * @param httpStatus the API's status; null when no answer of the API is behind it
 * @param detail the API's own detail as it came; null when there is none
 */
public record TaskError(ErrorCode code, String message, Integer httpStatus, Json detail) {
  private static final int MOST_WORDS = 1_000;

  public TaskError {
    requireNonNull(code, "code");
    requireNonNull(message, "message");
  }

  /** The API's status and its own words, not too many; null when no answer of it is behind this. */
  public String technically() {
    if (httpStatus == null) {
      return null;
    }
    String words = detail == null ? "" : ": " + detail.text();
    return "HTTP " + httpStatus + words.substring(0, Math.min(words.length(), MOST_WORDS));
  }

  public static TaskError of(ErrorCode code, String message) {
    return new TaskError(code, message, null, null);
  }
}
