package io.taskbridge.sandbox.broker;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.LogContext;

/**
 * Keeps the broker from flooding the console: a start writes several hundred INFO lines.
 *
 * <p>Everything here logs through SLF4J, which is bound to the JBoss LogManager. Its loggers are
 * not those of {@code java.util.logging} unless the JVM was started with it as log manager, so the
 * levels are set on both sides.
 */
final class BrokerLogging {

  /** Loggers of the server only: the clients' stay as the application has them. */
  private static final List<String> SERVER_LOGGERS =
      List.of(
          "kafka",
          "state.change.logger",
          "org.apache.kafka.common.config",
          "org.apache.kafka.common.metrics",
          "org.apache.kafka.common.network",
          "org.apache.kafka.common.utils",
          "org.apache.kafka.controller",
          "org.apache.kafka.coordinator",
          "org.apache.kafka.image",
          "org.apache.kafka.metadata",
          "org.apache.kafka.network",
          "org.apache.kafka.queue",
          "org.apache.kafka.raft",
          "org.apache.kafka.server",
          "org.apache.kafka.snapshot",
          "org.apache.kafka.storage",
          "org.apache.kafka.timeline");

  /** Warnings that every start or stop of a healthy broker writes, by the logger they come from. */
  private static final Map<String, String> HARMLESS =
      Map.of(
          "org.apache.kafka.clients.NetworkClient", "that has already been closed",
          "org.apache.kafka.controller.QuorumController", "Performing controller activation");

  /** Held so that the log manager cannot forget the levels with the loggers. */
  private static final List<Logger> HELD = SERVER_LOGGERS.stream().map(Logger::getLogger).toList();

  private static final List<org.jboss.logmanager.Logger> HELD_JBOSS =
      SERVER_LOGGERS.stream().map(name -> LogContext.getLogContext().getLogger(name)).toList();

  private BrokerLogging() {}

  static void quiet() {
    HELD.forEach(BrokerLogging::warningsOnly);
    HELD_JBOSS.forEach(BrokerLogging::warningsOnly);
    HARMLESS.forEach(
        (name, text) ->
            LogContext.getLogContext()
                .getLogger(name)
                .setFilter(r -> r.getMessage() == null || !r.getMessage().contains(text)));
  }

  private static void warningsOnly(Logger logger) {
    // A level that somebody asked for stays.
    if (logger.getLevel() == null) {
      logger.setLevel(Level.WARNING);
    }
  }
}
