package io.taskbridge.ledger;

import io.taskbridge.task.RequestId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entries of one partition. */
public final class PartitionLedger {
  private final int partition;
  private final Map<RequestId, LedgerEntry> entries = new HashMap<>();

  /** What ended, oldest first. By id: it is not only the oldest that is taken out. */
  private final Map<RequestId, LedgerEntry> ended = new LinkedHashMap<>();

  private int occupiedSlots;

  public PartitionLedger(int partition) {
    this.partition = partition;
  }

  public int partition() {
    return partition;
  }

  public Optional<LedgerEntry> find(RequestId id) {
    return Optional.ofNullable(entries.get(id));
  }

  public Collection<LedgerEntry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  public int size() {
    return entries.size();
  }

  /** How many tasks of this partition run at the API, or may. */
  public int occupiedSlots() {
    return occupiedSlots;
  }

  /**
   * Requests that ended before the given time, oldest first.
   *
   * @param readAgainFrom records from this offset on may be read again, and are left out
   * @param limit the most to return
   */
  public List<RequestId> endedBefore(Instant time, long readAgainFrom, int limit) {
    List<RequestId> found = new ArrayList<>();
    for (LedgerEntry entry : ended.values()) {
      if (found.size() == limit || !endedAt(entry).isBefore(time)) {
        break;
      }
      if (entry.origin().offset() < readAgainFrom) {
        found.add(entry.requestId());
      }
    }
    return found;
  }

  /** Applies a change and returns the entry that was there before; null when there was none. */
  public LedgerEntry apply(LedgerChange change) {
    LedgerEntry before = entries.get(change.requestId());
    if (before != null) {
      forget(before);
    }
    if (change instanceof LedgerChange.Put put) {
      remember(put.entry());
    }
    return before;
  }

  private void remember(LedgerEntry entry) {
    entries.put(entry.requestId(), entry);
    if (entry.phase().occupiesSlot()) {
      occupiedSlots++;
    }
    if (entry.phase() instanceof Phase.Ended) {
      ended.put(entry.requestId(), entry);
    }
  }

  private void forget(LedgerEntry entry) {
    entries.remove(entry.requestId());
    if (entry.phase().occupiesSlot()) {
      occupiedSlots--;
    }
    ended.remove(entry.requestId());
  }

  private static Instant endedAt(LedgerEntry entry) {
    return ((Phase.Ended) entry.phase()).at();
  }
}
