package io.taskbridge.cli;

import java.util.logging.Level;
import java.util.logging.LogManager;

/** What the libraries log is the bridge's to show; a verb says by itself what went wrong. */
final class Quiet {
  private Quiet() {}

  static void logs() {
    LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
  }
}
