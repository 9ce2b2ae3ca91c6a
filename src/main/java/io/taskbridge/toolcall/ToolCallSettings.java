package io.taskbridge.toolcall;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.Backoff;

/**
 * How answers are delivered.
 *
 * @param retry delays between two tries to deliver an answer
 */
public record ToolCallSettings(Backoff retry) {
  public ToolCallSettings {
    requireNonNull(retry, "retry");
  }
}
