package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * A JSON document as text, carried untouched from one edge of the bridge to the other.
 *
 * <p>The rooms in the middle never look inside: what the API or the user put there, known or
 * unknown, leaves as it came.
 *
 * @param text one well-formed JSON value
 */
public record Json(String text) {
  public Json {
    requireNonNull(text, "text");
  }

  /** A text as a document. */
  public static Json ofText(String text) {
    return new Json(JsonTokens.quote(text));
  }

  /** The length never lies about the size of a log line; the content never reaches one. */
  @Override
  public String toString() {
    return "Json[" + text.length() + " chars]";
  }
}
