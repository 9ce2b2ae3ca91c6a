package io.taskbridge.ledger;

import io.taskbridge.task.RequestId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The ledgers of the partitions that this replica owns. Lives on the bridge's thread. */
public final class Ledger {
  private final TreeMap<Integer, PartitionLedger> partitions = new TreeMap<>();
  private final List<LedgerListener> listeners = new ArrayList<>();

  /** Adds a listener; all are added before the first partition is restored. */
  public void addListener(LedgerListener listener) {
    listeners.add(listener);
  }

  /** Takes over a partition with everything that Kafka knew of it. */
  public void restore(PartitionLedger restored) {
    if (partitions.putIfAbsent(restored.partition(), restored) != null) {
      throw new IllegalStateException(
          "partition " + restored.partition() + " is restored twice: a defect of the bridge");
    }
    listeners.forEach(listener -> listener.restored(restored));
  }

  /** Gives a partition up; nothing happens when it is not held. */
  public void release(int partition) {
    if (partitions.remove(partition) != null) {
      listeners.forEach(listener -> listener.released(partition));
    }
  }

  /** The ledger of a partition; empty when it is not ours. */
  public Optional<PartitionLedger> partition(int partition) {
    return Optional.ofNullable(partitions.get(partition));
  }

  public Collection<PartitionLedger> partitions() {
    return Collections.unmodifiableCollection(partitions.values());
  }

  public Optional<LedgerEntry> find(int partition, RequestId id) {
    return partition(partition).flatMap(ledger -> ledger.find(id));
  }

  /** Applies changes to a partition that is ours, and tells the listeners of each. */
  public void apply(int partition, List<LedgerChange> changes) {
    PartitionLedger ledger =
        partition(partition)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "partition " + partition + " is not ours: a defect of the bridge"));
    for (LedgerChange change : changes) {
      LedgerEntry before = ledger.apply(change);
      LedgerEntry after = ledger.find(change.requestId()).orElse(null);
      if (before != null || after != null) {
        listeners.forEach(listener -> listener.changed(before, after));
      }
    }
  }

  /** Tasks that run at the API, or may, over all partitions of this replica. */
  public int occupiedSlots() {
    int sum = 0;
    for (PartitionLedger each : partitions.values()) {
      sum += each.occupiedSlots();
    }
    return sum;
  }
}
