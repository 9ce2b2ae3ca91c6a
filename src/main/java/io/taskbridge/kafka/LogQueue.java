package io.taskbridge.kafka;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;

/**
 * Batches that wait for a transaction, and who may write. Safe to share: the bridge's thread adds,
 * the log's thread takes, the polling thread tells of the membership.
 */
final class LogQueue {
  private final LinkedList<PendingBatch> waiting = new LinkedList<>();
  private Membership membership = Membership.NONE;
  private long bytes;
  private boolean held;
  private boolean busy;
  private boolean closed;
  private boolean proof;

  /**
   * What goes into one transaction.
   *
   * @param batches to write
   * @param orphans of partitions that are not ours any more: never to be written
   * @param proof whether it is to be found out that nobody has taken our place, be there nothing to
   *     write
   */
  record Group(
      Membership membership,
      List<PendingBatch> batches,
      List<PendingBatch> orphans,
      boolean proof) {}

  synchronized void add(PendingBatch batch) {
    waiting.addLast(batch);
    bytes += batch.bytes();
    notifyAll();
  }

  synchronized void addFirst(List<PendingBatch> batches) {
    waiting.addAll(0, batches);
    batches.forEach(batch -> bytes += batch.bytes());
  }

  /** From now on, this is who may write what. */
  synchronized void membership(Membership current) {
    membership = current;
    held = false;
    notifyAll();
  }

  synchronized Membership membership() {
    return membership;
  }

  /** Lets a group be taken although nothing waits, to find out whether our place is still ours. */
  synchronized void prove() {
    proof = true;
    notifyAll();
  }

  /** Nothing is taken until the membership is told anew. */
  synchronized void hold() {
    held = true;
    notifyAll();
  }

  /** Waits until it is told anew who may write what, or the end. */
  synchronized void awaitRelease() throws InterruptedException {
    while (held && !closed) {
      wait();
    }
  }

  /** Waits until nothing is being written and nothing that could be is waiting. */
  synchronized boolean awaitIdle(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (busy || (!held && hasWork())) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /**
   * Waits for work; null once closed. What is returned counts as being written until {@link #done}.
   */
  synchronized Group take(int maxRecords, long maxBytes) throws InterruptedException {
    while (!closed && (held || !(hasWork() || proof))) {
      wait();
    }
    if (closed) {
      return null;
    }
    List<PendingBatch> batches = new ArrayList<>();
    List<PendingBatch> orphans = new ArrayList<>();
    int records = 0;
    long taken = 0;
    for (Iterator<PendingBatch> each = waiting.iterator(); each.hasNext(); ) {
      PendingBatch batch = each.next();
      if (isOrphan(batch)) {
        orphans.add(batch);
        takeOut(each, batch);
      } else if (membership.owned().contains(batch.partition())) {
        if (!batches.isEmpty()
            && (records + batch.records().size() > maxRecords
                || taken + batch.bytes() > maxBytes)) {
          break;
        }
        records += batch.records().size();
        taken += batch.bytes();
        batches.add(batch);
        takeOut(each, batch);
      }
    }
    busy = true;
    boolean wanted = proof;
    proof = false;
    return new Group(membership, batches, orphans, wanted);
  }

  synchronized void done() {
    busy = false;
    notifyAll();
  }

  /** Takes out everything, written or not. */
  synchronized List<PendingBatch> drain() {
    List<PendingBatch> all = new ArrayList<>(waiting);
    waiting.clear();
    bytes = 0;
    notifyAll();
    return all;
  }

  /** Takes out what waits for one partition. */
  synchronized List<PendingBatch> remove(int partition) {
    List<PendingBatch> removed = new ArrayList<>();
    for (Iterator<PendingBatch> each = waiting.iterator(); each.hasNext(); ) {
      PendingBatch batch = each.next();
      if (batch.partition() == partition) {
        removed.add(batch);
        takeOut(each, batch);
      }
    }
    notifyAll();
    return removed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Of all values that wait. */
  synchronized long bytes() {
    return bytes;
  }

  private void takeOut(Iterator<PendingBatch> each, PendingBatch batch) {
    each.remove();
    bytes -= batch.bytes();
  }

  synchronized int size() {
    return waiting.size();
  }

  private boolean hasWork() {
    for (PendingBatch batch : waiting) {
      if (isOrphan(batch) || membership.owned().contains(batch.partition())) {
        return true;
      }
    }
    return false;
  }

  private boolean isOrphan(PendingBatch batch) {
    return !membership.owned().contains(batch.partition())
        && !membership.pending().contains(batch.partition());
  }
}
