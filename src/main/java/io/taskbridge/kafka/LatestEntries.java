package io.taskbridge.kafka;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.task.RequestId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is left of one partition of the ledger, read from its beginning, when it is compacted. */
final class LatestEntries {
  private final int partition;
  private final LedgerCodec codec;
  private final Map<RequestId, ConsumerRecord<byte[], byte[]>> latest = new LinkedHashMap<>();

  LatestEntries(int partition, LedgerCodec codec) {
    this.partition = partition;
    this.codec = codec;
  }

  /**
   * Only the last record of a request is decoded in the end: most were overtaken by a later one.
   */
  void add(ConsumerRecord<byte[], byte[]> record) {
    RequestId id = codec.key(record.key());
    // Removed first, so that the order is that of the last change: what ended first comes first.
    latest.remove(id);
    if (record.value() != null) {
      latest.put(id, record);
    }
  }

  /** Decodes and takes out what is there. */
  PartitionLedger take() {
    PartitionLedger ledger = new PartitionLedger(partition);
    for (Iterator<ConsumerRecord<byte[], byte[]>> each = latest.values().iterator();
        each.hasNext(); ) {
      ConsumerRecord<byte[], byte[]> record = each.next();
      ledger.apply(new LedgerChange.Put(codec.entry(record.key(), record.value(), partition)));
      // So that no request is in memory twice for long.
      each.remove();
    }
    return ledger;
  }
}
