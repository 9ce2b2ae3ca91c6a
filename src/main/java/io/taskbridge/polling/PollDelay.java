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
    return Backoff.jittered(next(settings, quiet), random);
  }

  /** The same before any chance is added. */
  static Duration next(PollSettings settings, Duration quiet) {
    return within(settings, quiet.dividedBy(QUIET_PARTS));
  }

  /**
   * For links that come after the end: each question doubles the time that was waited.
   *
   * @param quiet for how long nothing about the task changed
   * @param left until nobody looks for them any more
   */
  static Duration forLinks(PollSettings settings, Duration quiet, Duration left) {
    Duration delay = within(settings, quiet);
    return left.compareTo(delay) < 0 ? left : delay;
  }

  private static Duration within(PollSettings settings, Duration delay) {
    if (delay.compareTo(settings.interval()) < 0) {
      return settings.interval();
    }
    return delay.compareTo(settings.longestInterval()) > 0 ? settings.longestInterval() : delay;
  }
}
