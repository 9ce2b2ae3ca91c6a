package io.taskbridge.polling;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.Backoff;
import java.time.Duration;

/**
 * How often to ask.
 *
 * @param interval between two questions about a task that changes
 * @param longestInterval about one that has been quiet for long
 * @param maxConcurrent questions in the air at once
 * @param failures delays after questions that got no clear answer
 */
public record PollSettings(
    Duration interval, Duration longestInterval, int maxConcurrent, Backoff failures) {
  public PollSettings {
    requireNonNull(interval, "interval");
    requireNonNull(longestInterval, "longestInterval");
    requireNonNull(failures, "failures");
    if (interval.isNegative() || interval.isZero() || maxConcurrent < 1) {
      throw new IllegalArgumentException("interval > 0 and max-concurrent >= 1 are wanted");
    }
  }
}
