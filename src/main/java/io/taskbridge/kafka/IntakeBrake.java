package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.common.TopicPartition;

/**
 * Bounds what waits in memory: a partition of the requests topic whose backlog is full, by number
 * or by bytes, is not read until half of it is gone. Replies and commands always flow. Lives on the
 * bridge's thread.
 */
final class IntakeBrake {
  private final String requestsTopic;
  private final BacklogBounds bounds;
  private final IntakeValve valve;
  private final IntUnaryOperator backlog;
  private final IntToLongFunction bytes;
  private final PartitionOwner owner;
  private final Set<Integer> braked = new HashSet<>();

  /**
   * @param bounds of what may wait of one partition
   * @param backlog requests of a partition that wait
   * @param bytes that these hold in memory
   */
  IntakeBrake(
      String requestsTopic,
      BacklogBounds bounds,
      IntakeValve valve,
      IntUnaryOperator backlog,
      IntToLongFunction bytes,
      PartitionOwner owner) {
    this.requestsTopic = requireNonNull(requestsTopic, "requestsTopic");
    this.bounds = requireNonNull(bounds, "bounds");
    this.valve = requireNonNull(valve, "valve");
    this.backlog = requireNonNull(backlog, "backlog");
    this.bytes = requireNonNull(bytes, "bytes");
    this.owner = requireNonNull(owner, "owner");
  }

  /** A rebalance makes every partition flow again. */
  void reset() {
    braked.clear();
  }

  /** Brakes and lets go, as the backlogs are now. */
  void check() {
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    for (int partition : owner.ownedPartitions()) {
      int waiting = backlog.applyAsInt(partition);
      long held = bytes.applyAsLong(partition);
      if (bounds.reached(waiting, held) && braked.add(partition)) {
        pause.add(new TopicPartition(requestsTopic, partition));
      } else if (bounds.halfEmpty(waiting, held) && braked.remove(partition)) {
        resume.add(new TopicPartition(requestsTopic, partition));
      }
    }
    if (!pause.isEmpty()) {
      valve.pause(pause);
    }
    if (!resume.isEmpty()) {
      valve.resume(resume);
    }
  }
}
