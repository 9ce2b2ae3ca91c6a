package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * The name of a request in every output and command, and its idempotency key.
 *
 * @param value never blank
 */
public record RequestId(String value) {
  /** The longest id that is accepted, in characters: ids are keys and headers of records. */
  public static final int MAX_LENGTH = 256;

  public RequestId {
    requireNonNull(value, "value");
    if (value.isBlank()) {
      throw new IllegalArgumentException("a request id must not be blank");
    }
  }

  /** Whether a text of a sender's can be an id, of a request or of an action; null is none. */
  public static boolean isUsable(String text) {
    // Half of a surrogate pair has no bytes: two ids of that kind would become the same key.
    return text != null
        && !text.isBlank()
        && text.length() <= MAX_LENGTH
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
