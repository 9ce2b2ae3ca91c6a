package io.taskbridge.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to where the content of each ledger partition is known here, and what is committed of its
 * sources, through reading or writing it. Safe to share between threads.
 */
final class LedgerEnds {
  private final Map<Integer, Long> known = new ConcurrentHashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new ConcurrentHashMap<>();

  /** Everything below this offset was read. */
  void readUpTo(int partition, long offset) {
    known.put(partition, offset);
  }

  /** A record of ours stands at this offset. */
  void wrote(int partition, long offset) {
    known.merge(partition, offset + 1, Math::max);
  }

  /** The first offset that is not known; 0 when nothing is. */
  long of(int partition) {
    return known.getOrDefault(partition, 0L);
  }

  /** These offsets are committed, as was read or written here. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    committed.putAll(offsets);
  }

  /** Whether nobody but this replica committed anything, now that this was found committed. */
  boolean isUnchanged(TopicPartition source, OffsetAndMetadata found) {
    OffsetAndMetadata ours = committed.get(source);
    return ours != null
        && ours.offset() == found.offset()
        && ours.metadata().equals(found.metadata());
  }

  void forget(int partition) {
    known.remove(partition);
    committed.keySet().removeIf(source -> source.partition() == partition);
  }
}
