package io.taskbridge.bridge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Errors that the bridge in this JVM logged: no test here gives it a reason to. */
final class ErrorLog extends Handler {
  private static final Logger BRIDGE = Logger.getLogger("io.taskbridge");
  private static final List<String> LINES = new CopyOnWriteArrayList<>();

  private ErrorLog() {
    setLevel(Level.SEVERE);
  }

  static void listen() {
    BRIDGE.addHandler(new ErrorLog());
  }

  static List<String> lines() {
    return LINES;
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      LINES.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
