package io.taskbridge.publication;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.task.TaskEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A log in memory whose batches become durable, or are lost, when the test says so. */
public final class HandDrivenLog implements TransactionLog {
  private record Pending(Batch batch, CompletableFuture<Void> receipt) {}

  private final List<Batch> appended = new ArrayList<>();
  private final List<Batch> durable = new ArrayList<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private boolean congested;
  private Predicate<Batch> fitting = batch -> true;

  @Override
  public CompletionStage<Void> append(Batch batch) {
    appended.add(batch);
    Pending entry = new Pending(batch, new CompletableFuture<>());
    pending.addLast(entry);
    return entry.receipt();
  }

  @Override
  public boolean fits(Batch batch) {
    return fitting.test(batch);
  }

  /** Says of which batches the ledger takes the entries. */
  public void takes(Predicate<Batch> wanted) {
    fitting = wanted;
  }

  @Override
  public boolean congested() {
    return congested;
  }

  /** Says whether more waits to be written than should. */
  public void congested(boolean now) {
    congested = now;
  }

  /** Everything appended so far becomes durable now. */
  public void commit() {
    List<Pending> all = List.copyOf(pending);
    pending.clear();
    all.forEach(entry -> durable.add(entry.batch()));
    all.forEach(entry -> entry.receipt().complete(null));
  }

  /** Everything that is not durable never will be. */
  public void lose() {
    List<Pending> all = List.copyOf(pending);
    pending.clear();
    BatchLostException lost = new BatchLostException("the test loses it", null);
    all.forEach(entry -> entry.receipt().completeExceptionally(lost));
  }

  /** All batches, durable or not, in their order. */
  public List<Batch> appended() {
    return List.copyOf(appended);
  }

  public Batch last() {
    return appended.get(appended.size() - 1);
  }

  /** What the outside hears, in its order. */
  public List<TaskEvent> events() {
    return appended.stream().flatMap(batch -> batch.events().stream()).toList();
  }

  public <E extends TaskEvent> List<E> events(Class<E> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  public List<DeadLetter> deadLetters() {
    return appended.stream().flatMap(batch -> batch.deadLetters().stream()).toList();
  }

  public List<SourcePosition> settled() {
    return appended.stream().flatMap(batch -> batch.settled().stream()).toList();
  }

  /** What another replica would find of a partition. */
  public PartitionLedger restore(int partition) {
    PartitionLedger restored = new PartitionLedger(partition);
    for (Batch batch : durable) {
      if (batch.partition() == partition) {
        for (LedgerChange change : batch.changes()) {
          restored.apply(change);
        }
      }
    }
    return restored;
  }
}
