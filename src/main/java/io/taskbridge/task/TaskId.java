package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * The task API's name for an accepted task.
 *
 * @param value as the API gave it, never blank
 */
public record TaskId(String value) {
  public TaskId {
    requireNonNull(value, "value");
    if (value.isBlank()) {
      throw new IllegalArgumentException("a task id must not be blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
