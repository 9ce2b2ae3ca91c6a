package io.taskbridge.toolcall;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.Backoff;
import java.time.Duration;

/**
 * How answers are delivered.
 *
 * @param lease the bridge's own answer is sent within this time of the transaction that confirms
 *     the partition as ours; later, it is confirmed anew
 * @param retry delays between two tries to deliver an answer
 */
public record ToolCallSettings(Duration lease, Backoff retry) {
  public ToolCallSettings {
    requireNonNull(lease, "lease");
    requireNonNull(retry, "retry");
  }
}
