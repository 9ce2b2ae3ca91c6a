package io.taskbridge.chaos;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that goes wrong at some time, and for how long.
 *
 * @param at since the beginning of the plan
 * @param replica its number from 1; 0 when it is not about one
 * @param lasts until it is mended: the replica started again, the broker brought back
 * @param fault of the API, as JSON for the simulated API; null when it is not about that
 */
record Step(Duration at, Kind kind, int replica, Duration lasts, String fault) {

  /** What goes wrong. */
  enum Kind {
    /** kill -9, then started again under the same instance id. */
    KILL,
    /** SIGSTOP, then SIGCONT. */
    FREEZE,
    /** SIGTERM, then started again. */
    TERMINATE,
    /** One more replica starts, and is stopped in order. */
    JOIN,
    /** The broker goes down in order and comes back. */
    BROKER,
    /** Nobody listens at the API's port. */
    API_DOWN,
    /** The API answers wrongly, late or not at all. */
    API_FAULT
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s%s for %.1f s%s",
        kind,
        replica == 0 ? "" : " r" + replica,
        lasts.toMillis() / 1000.0,
        fault == null ? "" : " " + fault);
  }
}
