package io.taskbridge.polling;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.Backoff;
import java.time.Duration;

/**
 * How often to ask.
 *
 * @param interval between two questions about a task that changes
 * @param longestInterval about one that has been quiet for long
 * @param maxConcurrent questions in the air at once, those that may be held open not counted
 * @param maxHeld questions in the air at once that the API may hold open
 * @param failures delays after questions that got no clear answer
 */
public record PollSettings(
    Duration interval, Duration longestInterval, int maxConcurrent, int maxHeld, Backoff failures) {
  public PollSettings {
    requireNonNull(interval, "interval");
    requireNonNull(longestInterval, "longestInterval");
    requireNonNull(failures, "failures");
    if (interval.isNegative() || interval.isZero() || maxConcurrent < 1 || maxHeld < 0) {
      throw new IllegalArgumentException(
          "bridge.poll: interval > 0, max-concurrent >= 1 and max-held >= 0 are wanted");
    }
  }
}
