package io.taskbridge.submission;

import io.taskbridge.task.TaskRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** The backlogs of the partitions that are ours. They take turns, so that none starves. */
final class Backlogs {
  private final int maxInFlight;
  private final IntSupplier partitions;
  private final TreeMap<Integer, Backlog> byPartition = new TreeMap<>();
  private int lastServed = -1;
  private int slots;

  /**
   * @param maxInFlight tasks at the API at once over all replicas; 0: no limit
   * @param partitions of the requests topic; asked for once one is added
   */
  Backlogs(int maxInFlight, IntSupplier partitions) {
    this.maxInFlight = maxInFlight;
    this.partitions = partitions;
  }

  void add(int partition) {
    byPartition.put(partition, new Backlog());
    countSlots();
  }

  void remove(int partition) {
    byPartition.remove(partition);
    countSlots();
  }

  Optional<Backlog> of(int partition) {
    return Optional.ofNullable(byPartition.get(partition));
  }

  /** Those that wait and whose deadline has passed; they still have to be withdrawn. */
  List<TaskRequest> takeExpired(Instant now) {
    return byPartition.values().stream()
        .flatMap(backlog -> backlog.takeExpired(now).stream())
        .toList();
  }

  /** When the next deadline of those that wait passes. */
  Optional<Instant> nextDeadline() {
    return byPartition.values().stream()
        .flatMap(backlog -> backlog.nextDeadline().stream())
        .min(Instant::compareTo);
  }

  boolean hasWaiting() {
    return byPartition.values().stream().anyMatch(Backlog::hasWaiting);
  }

  /** Requests without an outcome, of all partitions. */
  int size() {
    return byPartition.values().stream().mapToInt(Backlog::size).sum();
  }

  /** How many tasks the owner of these partitions may have at the API. */
  int slots() {
    return slots;
  }

  /** The next one with a waiting request; there must be one. */
  Backlog nextInTurn() {
    Integer partition = lastServed;
    do {
      partition = byPartition.higherKey(partition);
      if (partition == null) {
        partition = byPartition.firstKey();
      }
    } while (!byPartition.get(partition).hasWaiting());
    lastServed = partition;
    return byPartition.get(partition);
  }

  private void countSlots() {
    long sum =
        byPartition.keySet().stream()
            .mapToLong(p -> Slots.of(p, partitions.getAsInt(), maxInFlight))
            .sum();
    slots = (int) Math.min(sum, Integer.MAX_VALUE);
  }
}
