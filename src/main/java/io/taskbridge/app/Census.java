package io.taskbridge.app;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.TaskStatus;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts the requests of this replica by where they stand, as they move: the ledger is too long to
 * be counted again and again. Moves on the bridge's thread, may be read on any.
 */
@Singleton
class Census implements LedgerListener {
  /** Where a request stands. */
  enum Standing {
    /** Between intent and outcome. */
    SUBMITTING,
    WAITING,
    RUNNING,
    /** In a status that the API has invented since. */
    OTHER,
    /** Ended and published; late links are still looked for. */
    COLLECTING,
    /** Over, and remembered. */
    ENDED
  }

  private static final int CALLS = Standing.values().length;

  private final AtomicIntegerArray all = new AtomicIntegerArray(CALLS + 1);
  private final Map<Integer, int[]> byPartition = new HashMap<>();

  int of(Standing standing) {
    return all.get(standing.ordinal());
  }

  /** Tool calls that have no answer yet. */
  int openCalls() {
    return all.get(CALLS);
  }

  @Override
  public void restored(PartitionLedger partition) {
    partition.entries().forEach(entry -> count(entry, 1));
  }

  @Override
  public void changed(LedgerEntry before, LedgerEntry after) {
    if (before != null) {
      count(before, -1);
    }
    if (after != null) {
      count(after, 1);
    }
  }

  @Override
  public void released(int partition) {
    int[] gone = byPartition.remove(partition);
    for (int i = 0; gone != null && i < gone.length; i++) {
      all.addAndGet(i, -gone[i]);
    }
  }

  private void count(LedgerEntry entry, int one) {
    add(entry.partition(), standing(entry.phase()).ordinal(), one);
    int calls = entry.followed().map(task -> task.calls().open().size()).orElse(0);
    add(entry.partition(), CALLS, one * calls);
  }

  private void add(int partition, int what, int number) {
    byPartition.computeIfAbsent(partition, p -> new int[CALLS + 1])[what] += number;
    all.addAndGet(what, number);
  }

  private static Standing standing(Phase phase) {
    if (phase instanceof Phase.Submitting || phase instanceof Phase.Waiting) {
      return Standing.SUBMITTING;
    }
    if (phase instanceof Phase.Collecting) {
      return Standing.COLLECTING;
    }
    if (phase instanceof Phase.Running running) {
      TaskStatus status = running.task().status();
      if (status.equals(TaskStatus.WAITING)) {
        return Standing.WAITING;
      }
      return status.equals(TaskStatus.RUNNING) ? Standing.RUNNING : Standing.OTHER;
    }
    return Standing.ENDED;
  }
}
