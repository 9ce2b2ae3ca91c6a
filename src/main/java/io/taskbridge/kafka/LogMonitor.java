package io.taskbridge.kafka;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;

/**
 * Hears what becomes of transactions and restorations, and of defects, for metrics. Never decides
 * anything.
 */
public interface LogMonitor {
  /** Why a transaction did not become durable. */
  enum Failure {
    /** The group had moved on; it is tried again once it is known who owns what. */
    NOT_OWNER,
    /** It was aborted and is tried again at once. */
    ABORTED,
    /** One of its records is larger than its topic takes. */
    TOO_LARGE,
    /** Another process works under this instance id. */
    REPLACED,
    /** Nobody knows what became of it: everything is restored from the ledger topic. */
    LOST
  }

  /**
   * A transaction is durable. On the log's thread.
   *
   * @param bytes of all values
   * @param took with all that had to be tried again
   */
  default void committed(int records, long bytes, Duration took) {}

  /** A transaction was not committed. On the log's thread. */
  default void failed(Failure failure) {}

  /**
   * Partitions are ours and in memory. On the bridge's thread.
   *
   * @param took from the assignment on
   */
  default void restored(Duration took) {}

  /**
   * A client was made, in the place of the one before of that kind, if any. On any thread.
   *
   * @param kind {@code producer} or {@code admin}
   * @param metrics its own, not bound yet; whoever binds them closes them
   */
  default void opened(String kind, KafkaClientMetrics metrics) {}

  /** A defect of the bridge was seen, and told in the log by whoever saw it. On any thread. */
  default void defectLogged() {}

  /** Hears nothing. */
  LogMonitor SILENT = new LogMonitor() {};
}
