package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * The API's name for an uploaded file. Only characters that stand for themselves in JSON.
 *
 * @throws IllegalArgumentException for any other text, which no answer of the API is known to hold
 */
public record FileId(String value) {
  public FileId {
    requireNonNull(value, "value");
    if (value.isEmpty() || !value.chars().allMatch(FileId::standsForItself)) {
      throw new IllegalArgumentException("no id of a file");
    }
  }

  private static boolean standsForItself(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\';
  }

  @Override
  public String toString() {
    return value;
  }
}
