package io.taskbridge.publication;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes true together: in one transaction, or not at all.
 *
 * @param partition that all of it belongs to
 * @param changes of the ledger
 * @param events the outside hears, in this order
 * @param deadLetters records to set aside
 * @param reroutes records to send on to the partition that they belong to
 * @param settled records that need not be read again once this is durable
 */
public record Batch(
    int partition,
    List<LedgerChange> changes,
    List<TaskEvent> events,
    List<DeadLetter> deadLetters,
    List<Reroute> reroutes,
    List<SourcePosition> settled) {
  public Batch {
    changes = List.copyOf(changes);
    events = List.copyOf(events);
    deadLetters = List.copyOf(deadLetters);
    reroutes = List.copyOf(reroutes);
    settled = List.copyOf(settled);
  }

  /** A record that came to the wrong partition of its topic. */
  public record Reroute(SourcePosition position, int partition) {}

  public static Builder of(int partition) {
    return new Builder(partition);
  }

  /** Collects a batch. */
  public static final class Builder {
    private final int partition;
    private final List<LedgerChange> changes = new ArrayList<>(2);
    private final List<TaskEvent> events = new ArrayList<>(4);
    private final List<DeadLetter> deadLetters = new ArrayList<>(1);
    private final List<Reroute> reroutes = new ArrayList<>(1);
    private final List<SourcePosition> settled = new ArrayList<>(1);

    private Builder(int partition) {
      this.partition = partition;
    }

    public Builder put(LedgerEntry entry) {
      changes.add(new LedgerChange.Put(entry));
      return this;
    }

    public Builder remove(RequestId id) {
      changes.add(new LedgerChange.Remove(id));
      return this;
    }

    public Builder tell(TaskEvent event) {
      events.add(event);
      return this;
    }

    public Builder tell(List<TaskEvent> more) {
      events.addAll(more);
      return this;
    }

    /** Sets the record aside and settles it. */
    public Builder deadLetter(DeadLetter letter) {
      deadLetters.add(letter);
      return settle(letter.position());
    }

    /** Sends the record on and settles it here. */
    public Builder reroute(SourcePosition position, int toPartition) {
      reroutes.add(new Reroute(position, toPartition));
      return settle(position);
    }

    public Builder settle(SourcePosition position) {
      settled.add(position);
      return this;
    }

    public Batch build() {
      return new Batch(partition, changes, events, deadLetters, reroutes, settled);
    }
  }
}
