package io.taskbridge.submission;

import io.taskbridge.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The backlogs of the partitions that are ours. They take short turns, so that none starves, and
 * none has more tasks at the API than it has slots.
 */
final class Backlogs {
  private static final int LONGEST_TURN = 8;

  /** With fewer at once there is too little to share. */
  private static final int PARTITIONS_AT_ONCE = 4;

  /** Longer apart, submissions share no transaction, and a partition has no second turn. */
  private static final Duration CLOSE_TOGETHER = Duration.ofMillis(50);

  private final int maxInFlight;
  private final IntSupplier partitions;
  private final IntUnaryOperator occupied;
  private final int turn;
  private final TreeMap<Integer, Backlog> byPartition = new TreeMap<>();
  private int lastServed = -1;
  private int servedInTurn;
  private Instant turnEnds = Instant.MIN;

  /**
   * @param maxInFlight tasks at the API at once over all replicas; 0: no limit
   * @param partitions of the requests topic; asked for once one is added
   * @param occupied slots that a partition's tasks occupy now
   * @param maxConcurrent submissions under way at once
   */
  Backlogs(int maxInFlight, IntSupplier partitions, IntUnaryOperator occupied, int maxConcurrent) {
    this.maxInFlight = maxInFlight;
    this.partitions = partitions;
    this.occupied = occupied;
    this.turn = Math.max(1, Math.min(LONGEST_TURN, maxConcurrent / PARTITIONS_AT_ONCE));
  }

  void add(int partition) {
    byPartition.put(partition, new Backlog());
  }

  void remove(int partition) {
    byPartition.remove(partition);
  }

  Optional<Backlog> of(int partition) {
    return Optional.ofNullable(byPartition.get(partition));
  }

  /** Those that wait and whose deadline has passed; they still have to be withdrawn. */
  List<TaskRequest> takeExpired(Instant now) {
    List<TaskRequest> expired = List.of();
    // Asked with every step of a submission, so the answer that there is none has to be cheap.
    for (Backlog backlog : byPartition.values()) {
      if (backlog.nextDeadline().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
        expired = expired.isEmpty() ? new ArrayList<>() : expired;
        expired.addAll(backlog.takeExpired(now));
      }
    }
    return expired;
  }

  /** When the next deadline of those that wait passes. */
  Optional<Instant> nextDeadline() {
    return byPartition.values().stream()
        .flatMap(backlog -> backlog.nextDeadline().stream())
        .min(Instant::compareTo);
  }

  /** Requests without an outcome, of all partitions. */
  int size() {
    return byPartition.values().stream().mapToInt(Backlog::size).sum();
  }

  /** Whether a request waits for which there is a slot. */
  boolean hasServable() {
    for (Map.Entry<Integer, Backlog> each : byPartition.entrySet()) {
      if (isServable(each.getKey(), each.getValue())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The next one in turn with a waiting request for which there is a slot; there must be one. Where
   * submissions are begun close together, a few of one partition follow each other: what shares a
   * transaction then touches few partitions, each of which is written to, and gets a marker, once.
   */
  Backlog nextInTurn(Instant now) {
    if (servedInTurn < turn
        && now.isBefore(turnEnds)
        && byPartition.containsKey(lastServed)
        && isServable(lastServed)) {
      servedInTurn++;
      return byPartition.get(lastServed);
    }
    Integer partition = lastServed;
    do {
      partition = byPartition.higherKey(partition);
      if (partition == null) {
        partition = byPartition.firstKey();
      }
    } while (!isServable(partition));
    lastServed = partition;
    servedInTurn = 1;
    turnEnds = now.plus(CLOSE_TOGETHER);
    return byPartition.get(partition);
  }

  /** How many tasks of our partitions may be at the API; unlimited without a maximum. */
  int slots() {
    if (maxInFlight == 0) {
      return Integer.MAX_VALUE;
    }
    return byPartition.keySet().stream()
        .filter(this::isWhole)
        .mapToInt(this::group)
        .distinct()
        .map(group -> Slots.of(group, partitions.getAsInt(), maxInFlight))
        .sum();
  }

  private boolean isServable(int partition) {
    return isServable(partition, byPartition.get(partition));
  }

  private boolean isServable(int partition, Backlog backlog) {
    return backlog.hasWaiting() && hasSlot(partition);
  }

  private boolean hasSlot(int partition) {
    if (maxInFlight == 0) {
      return true;
    }
    int taken = partitionsSharingWith(partition).map(occupied::applyAsInt).sum();
    return isWhole(partition) && taken < Slots.of(partition, partitions.getAsInt(), maxInFlight);
  }

  /** Whether all partitions that share its slot are ours: only then is the slot. */
  private boolean isWhole(int partition) {
    return partitionsSharingWith(partition).allMatch(byPartition::containsKey);
  }

  private IntStream partitionsSharingWith(int partition) {
    int all = partitions.getAsInt();
    int group = group(partition);
    return IntStream.iterate(
            Slots.firstOf(group, all, maxInFlight), other -> other < all, other -> other + 1)
        .takeWhile(other -> group(other) == group);
  }

  private int group(int partition) {
    return Slots.group(partition, partitions.getAsInt(), maxInFlight);
  }
}
