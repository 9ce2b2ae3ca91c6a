package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * What this replica may write for: a snapshot that was taken on the polling thread.
 *
 * @param metadata of the group, which fences every transaction; null before the first assignment
 * @param owned partitions that are restored and ours
 * @param pending partitions that may come back after a rebalance, or are being restored: what is
 *     queued for them waits
 */
record Membership(ConsumerGroupMetadata metadata, Set<Integer> owned, Set<Integer> pending) {
  static final Membership NONE = new Membership(null, Set.of(), Set.of());

  Membership {
    owned = Set.copyOf(owned);
    pending = Set.copyOf(pending);
    if (!owned.isEmpty()) {
      requireNonNull(metadata, "metadata");
    }
  }

  /** The partition is restored: writing for it may begin. */
  Membership ready(int partition) {
    Set<Integer> more = new HashSet<>(owned);
    more.add(partition);
    Set<Integer> fewer = new HashSet<>(pending);
    fewer.remove(partition);
    return new Membership(metadata, more, fewer);
  }
}
