package io.taskbridge.publication;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import java.util.concurrent.CompletionStage;

/**
 * Publishes a batch: the ledger in memory moves on at once, the log follows in the same order.
 * Should the log fail for good, the partition is restored from Kafka, and with it the memory.
 */
public final class Publisher {
  private final Ledger ledger;
  private final TransactionLog log;

  public Publisher(Ledger ledger, TransactionLog log) {
    this.ledger = requireNonNull(ledger, "ledger");
    this.log = requireNonNull(log, "log");
  }

  /**
   * Publishes a batch of a partition that is ours.
   *
   * @return see {@link TransactionLog#append}
   */
  public CompletionStage<Void> publish(Batch batch) {
    CompletionStage<Void> durable = log.append(batch);
    ledger.apply(batch.partition(), batch.changes());
    return durable;
  }

  /** See {@link TransactionLog#fits}. */
  public boolean fits(Batch batch) {
    return log.fits(batch);
  }

  /** See {@link TransactionLog#congested}. */
  public boolean congested() {
    return log.congested();
  }
}
