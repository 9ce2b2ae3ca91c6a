package io.taskbridge.chaos;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what other threads and processes bring about. */
final class Waiting {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private Waiting() {}

  /** Waits for what must come. */
  static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(LOOK_EVERY)
        .pollInSameThread()
        .until(condition);
  }

  /** Waits for a condition, at most so long; what comes of it is judged afterwards. */
  static void atMost(Duration patience, Callable<Boolean> condition) {
    try {
      Awaitility.await()
          .atMost(patience)
          .pollInterval(LOOK_EVERY)
          .pollInSameThread()
          .until(condition);
    } catch (ConditionTimeoutException notInTime) {
      // The judge tells.
    }
  }
}
