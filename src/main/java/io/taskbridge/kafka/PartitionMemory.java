package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.publication.TransactionLog.BatchLostException;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What is in memory of each partition: its ledger, the place in its sources, and what waits to be
 * written. It comes and goes together. Lives on the bridge's thread.
 */
final class PartitionMemory {
  private final Topics topics;
  private final Ledger ledger;
  private final LedgerEnds ends;
  private final SourceOffsets offsets;
  private final LogQueue log;

  PartitionMemory(
      Topics topics, Ledger ledger, LedgerEnds ends, SourceOffsets offsets, LogQueue log) {
    this.topics = requireNonNull(topics, "topics");
    this.ledger = requireNonNull(ledger, "ledger");
    this.ends = requireNonNull(ends, "ends");
    this.offsets = requireNonNull(offsets, "offsets");
    this.log = requireNonNull(log, "log");
  }

  /** Begins to count in the sources of a partition of which nothing is in memory. */
  void start(int partition, Map<TopicPartition, OffsetAndMetadata> positions) {
    positions.forEach(
        (source, committed) -> {
          if (source.partition() == partition) {
            offsets.start(source, committed);
            ends.committed(Map.of(source, committed));
          }
        });
  }

  /**
   * Whether nobody else has committed an offset of this partition meanwhile. Not all that a
   * successor does leaves something in the ledger: dead letters, for instance, do not.
   */
  boolean isUnchanged(int partition, Map<TopicPartition, OffsetAndMetadata> positions) {
    return positions.entrySet().stream()
        .filter(each -> each.getKey().partition() == partition)
        .allMatch(each -> ends.isUnchanged(each.getKey(), each.getValue()));
  }

  /** Takes in what was restored of a partition; its sources are counted already. */
  void restore(PartitionLedger restored) {
    ledger.restore(restored);
  }

  /** A partition is not ours any more: whatever is found of it later has to be read anew. */
  void give(int partition) {
    ends.forget(partition);
    forget(partition);
  }

  /** Drops what is in memory of a partition, and what was decided on the strength of it. */
  void forget(int partition) {
    for (PendingBatch batch : log.remove(partition)) {
      batch
          .receipt()
          .completeExceptionally(
              new BatchLostException("partition " + partition + " was given up", null));
    }
    ledger.release(partition);
    for (String topic : topics.copartitioned()) {
      offsets.stop(new TopicPartition(topic, partition));
    }
  }
}
