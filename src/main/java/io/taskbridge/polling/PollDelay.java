package io.taskbridge.polling;

import io.taskbridge.task.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to ask again: soon while something moves, later the longer it was quiet. Pure. */
final class PollDelay {
  /** A quiet task's delay is this part of the time for which it has been quiet. */
  private static final int QUIET_PARTS = 20;

  private PollDelay() {}

  /**
   * @param quiet for how long nothing about the task changed
   */
  static Duration next(PollSettings settings, Duration quiet, RandomGenerator random) {
    Duration delay = quiet.dividedBy(QUIET_PARTS);
    if (delay.compareTo(settings.interval()) < 0) {
      delay = settings.interval();
    }
    if (delay.compareTo(settings.longestInterval()) > 0) {
      delay = settings.longestInterval();
    }
    return Backoff.jittered(delay, random);
  }
}
