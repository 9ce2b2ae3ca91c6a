package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.publication.Batch;
import io.taskbridge.publication.TransactionLog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Group commit: whatever is queued while one transaction runs goes into the next. Every transaction
 * carries offsets and the group's metadata, so that one of a replica that lost its partitions
 * fails.
 */
public final class KafkaTransactionLog implements TransactionLog, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KafkaTransactionLog.class);

  /** More than as many transactions need not wait in memory, by their bytes. */
  private static final int TRANSACTIONS_IN_MEMORY = 2;

  private static final Duration STOP = Duration.ofSeconds(5);

  private final BatchEncoder encoder;
  private final LogQueue queue;
  private final int maxRecords;
  private final long maxBytes;
  private final TransactionWriter writer;
  private final Executor thread;
  private final Trouble trouble;
  private final Pause afterCommit;
  private final LogMonitor monitor;
  private final Thread worker;

  /** Whether the last transaction was committed just now; of the log's thread. */
  private boolean justCommitted;

  /**
   * Waits until the broker is likely to take the next transaction of the same producer at once. It
   * answers a commit before it has written the markers. A record that comes before that makes it
   * look again after {@code add.partitions.to.txn.retry.backoff.ms}, 20 ms: measured, a transaction
   * takes 20 ms then, and 5 to 7 ms otherwise. What comes in meanwhile goes into it too.
   */
  @FunctionalInterface
  interface Pause {
    /** Longer than markers take as a rule, and far shorter than the broker's own pause. */
    Pause FOR_MARKERS = () -> TimeUnit.MILLISECONDS.sleep(5);

    /** Waits; on the log's thread, while nothing is being written. */
    void await() throws InterruptedException;
  }

  /** Hears, on the bridge's thread, what the log cannot mend by itself. */
  interface Trouble {
    /** The group has moved on: who owns what must be found out before more can be written. */
    void stale();

    /** What was queued for these partitions is lost: their ledger must be read again. */
    void refused(Set<Integer> partitions, String reason);

    /** Another process has taken the place of this one. */
    void replaced();

    /** What was queued is lost: what the ledger topic holds must be read again. */
    void lost(Exception cause);
  }

  /**
   * @param maxRecords about the most records of one transaction
   * @param maxBytes about the most bytes of one transaction
   * @param thread the bridge's thread, on which receipts complete
   * @param afterCommit comes between a commit and the next transaction
   */
  KafkaTransactionLog(
      BatchEncoder encoder,
      LogQueue queue,
      int maxRecords,
      long maxBytes,
      TransactionWriter writer,
      Pause afterCommit,
      Executor thread,
      Trouble trouble,
      LogMonitor monitor) {
    this.encoder = requireNonNull(encoder, "encoder");
    this.queue = requireNonNull(queue, "queue");
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
    this.writer = requireNonNull(writer, "writer");
    this.afterCommit = requireNonNull(afterCommit, "afterCommit");
    this.thread = requireNonNull(thread, "thread");
    this.trouble = requireNonNull(trouble, "trouble");
    this.monitor = requireNonNull(monitor, "monitor");
    this.worker = new Thread(this::run, "transaction-log");
    worker.setDaemon(true);
  }

  public void start() {
    worker.start();
  }

  boolean isAlive() {
    return worker.isAlive();
  }

  @Override
  public CompletionStage<Void> append(Batch batch) {
    PendingBatch pending = encoder.encode(batch);
    queue.add(pending);
    return pending.receipt();
  }

  @Override
  public boolean fits(Batch batch) {
    return encoder.fits(batch);
  }

  @Override
  public boolean congested() {
    return queue.bytes() > TRANSACTIONS_IN_MEMORY * maxBytes;
  }

  /** Stops after what is being written; what is queued is not written. */
  @Override
  public void close() {
    queue.close();
    worker.interrupt();
    try {
      worker.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
  }

  private void run() {
    try {
      for (LogQueue.Group group = next(); group != null; group = next()) {
        try {
          write(group);
        } catch (RuntimeException defect) {
          LOG.error("writing a transaction failed in an unforeseen way; restoring", defect);
          monitor.defectLogged();
          lost(group.batches(), defect);
        } finally {
          queue.done();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private LogQueue.Group next() throws InterruptedException {
    if (justCommitted) {
      justCommitted = false;
      afterCommit.await();
    }
    // Not before the group has told anew what is ours: whoever took our place for good must not
    // lose the transactional id to us.
    queue.awaitRelease();
    writer.prepare();
    return queue.take(maxRecords, maxBytes);
  }

  private void write(LogQueue.Group group) throws InterruptedException {
    if (!group.orphans().isEmpty()) {
      fail(group.orphans(), "its partition is not ours any more", null);
    }
    if (group.batches().isEmpty() && !group.proof()) {
      return;
    }
    long began = System.nanoTime();
    CommitResult result = writer.commit(group);
    if (result instanceof CommitResult.Proven) {
      LOG.debug("nobody else works under the instance id of this process");
    } else if (result instanceof CommitResult.Committed) {
      justCommitted = true;
      monitor.committed(
          group.batches().stream().mapToInt(batch -> batch.records().size()).sum(),
          group.batches().stream().mapToLong(PendingBatch::bytes).sum(),
          Duration.ofNanos(System.nanoTime() - began));
      thread.execute(() -> group.batches().forEach(batch -> batch.receipt().complete(null)));
    } else if (result instanceof CommitResult.NotOwner notOwner) {
      monitor.failed(LogMonitor.Failure.NOT_OWNER);
      LOG.debugf("membership has changed: %s", notOwner.reason());
      // Not to be taken again before a rebalance has told who owns what.
      queue.hold();
      queue.addFirst(group.batches());
      thread.execute(trouble::stale);
    } else if (result instanceof CommitResult.TooLarge tooLarge) {
      refused(group.batches(), tooLarge);
    } else if (result instanceof CommitResult.Replaced replaced) {
      monitor.failed(LogMonitor.Failure.REPLACED);
      queue.hold();
      fail(group.batches(), "another process took the place of this one", replaced.cause());
      thread.execute(trouble::replaced);
    } else {
      CommitResult.Lost lost = (CommitResult.Lost) result;
      lost(group.batches(), lost.cause());
    }
  }

  /** Whatever is of other partitions goes into the next transaction. */
  private void refused(List<PendingBatch> batches, CommitResult.TooLarge refusal) {
    monitor.failed(LogMonitor.Failure.TOO_LARGE);
    LOG.warnf(
        "%s: partitions %s are restored, and what is too large is left out; raise its"
            + " max.message.bytes",
        refusal.reason(), refusal.partitions());
    queue.hold();
    queue.addFirst(batches);
    thread.execute(() -> trouble.refused(refusal.partitions(), refusal.reason()));
  }

  private void lost(List<PendingBatch> batches, Exception cause) {
    monitor.failed(LogMonitor.Failure.LOST);
    queue.hold();
    fail(batches, "its transaction failed", cause);
    fail(queue.drain(), "a transaction before it failed", cause);
    thread.execute(() -> trouble.lost(cause));
  }

  private void fail(List<PendingBatch> batches, String message, Exception cause) {
    thread.execute(
        () ->
            batches.forEach(
                batch ->
                    batch.receipt().completeExceptionally(new BatchLostException(message, cause))));
  }
}
