package io.taskbridge.sandbox.api;

import java.util.Locale;

/** The status of a simulated task. */
enum SimStatus {
  WAITING,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED;

  boolean isTerminal() {
    return this != WAITING && this != RUNNING;
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
