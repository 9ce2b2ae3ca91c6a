package io.taskbridge.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never longer than it was told to. */
final class Await {
  private static final long LOOK_EVERY_MS = 10;

  private Await() {}

  /**
   * @param what for the message when it does not come
   */
  static void until(String what, Duration patience, BooleanSupplier condition) {
    value(what, patience, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  static <T> T value(String what, Duration patience, Supplier<Optional<T>> source) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<T> found = source.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("waited " + patience + " in vain for " + what);
      }
      pause(LOOK_EVERY_MS);
    }
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
