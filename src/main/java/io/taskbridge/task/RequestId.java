package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

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

  @Override
  public String toString() {
    return value;
  }
}
