package io.taskbridge.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.taskbridge.app.Meters.Labelled;
import io.taskbridge.kafka.LogMonitor;
import io.taskbridge.task.Monitor;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;

/** Measures transactions, and how long it takes to restore what the ledger topic holds. */
@Singleton
class LogMetrics implements LogMonitor {
  private static final Duration[] COMMITS = {
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final Timer transaction;
  private final DistributionSummary records;
  private final DistributionSummary bytes;
  private final Labelled<Counter> failed;
  private final Timer restore;
  private final ClientMeters clients;
  private final Monitor monitor;

  LogMetrics(Meters meters, ClientMeters clients, Monitor monitor) {
    this.clients = clients;
    this.monitor = monitor;
    this.transaction =
        meters.timer(
            "bridge.transaction", "Transactions that were committed, begin to commit", COMMITS);
    this.records = meters.summary("bridge.transaction.records", "Records of a transaction");
    this.bytes = meters.summary("bridge.transaction.bytes", "Bytes of a transaction's values");
    this.failed =
        meters.counters(
            "bridge.transactions.failed",
            "Transactions that were not committed by why",
            "failure",
            Arrays.stream(Failure.values()).map(Meters::word).toList());
    this.restore =
        meters.timer(
            "bridge.ledger.restore", "From an assignment to all of its partitions in memory");
  }

  @Override
  public void committed(int count, long size, Duration took) {
    transaction.record(took);
    records.record(count);
    bytes.record(size);
  }

  @Override
  public void failed(Failure failure) {
    failed.of(Meters.word(failure)).increment();
  }

  @Override
  public void restored(Duration took) {
    restore.record(took);
  }

  @Override
  public void defectLogged() {
    monitor.defectLogged();
  }

  @Override
  public void opened(String kind, KafkaClientMetrics metrics) {
    clients.follow(kind, metrics);
  }
}
