package io.taskbridge.sandbox.api;

import io.vertx.core.Vertx;

/** Runs something later on the event loop. */
@FunctionalInterface
interface Scheduler {

  /**
   * Runs it after so many milliseconds; at once when there are none, never when there are {@link
   * Fields#FOREVER}.
   */
  void after(long ms, Runnable run);

  static Scheduler of(Vertx vertx) {
    return (ms, run) -> {
      if (ms == 0) {
        run.run();
      } else if (ms > 0) {
        vertx.setTimer(ms, fired -> run.run());
      }
    };
  }
}
