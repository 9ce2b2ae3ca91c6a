package io.taskbridge.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Up to where the content of each ledger partition is known here, through reading or writing it.
 * Safe to share between threads.
 */
final class LedgerEnds {
  private final Map<Integer, Long> known = new ConcurrentHashMap<>();

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

  void forget(int partition) {
    known.remove(partition);
  }
}
