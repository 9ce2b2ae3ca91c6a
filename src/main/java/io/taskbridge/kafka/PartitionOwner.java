package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.kafka.LedgerReader.Found;
import io.taskbridge.ledger.PartitionLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Which partitions are ours, and since which generation. Acts on a partition only once its ledger
 * is restored; keeps what comes back after a rebalance if nobody else wrote to it meanwhile. Lives
 * on the bridge's thread.
 */
public final class PartitionOwner {
  private static final Logger LOG = Logger.getLogger(PartitionOwner.class);

  /** Where a partition of this replica is. */
  private enum Hold {
    RESTORING,
    OWNED,
    /** Taken away by a rebalance that is under way; it may come back. */
    SUSPENDED
  }

  private final Topics topics;
  private final PartitionMemory memory;
  private final LedgerRestorer restorer;
  private final LogQueue log;
  private final IntakeValve valve;
  private final Rejoin rejoin;
  private final LogMonitor monitor;
  private final List<Consumer<Set<Integer>>> listeners = new CopyOnWriteArrayList<>();

  private final Map<Integer, Hold> holds = new HashMap<>();

  /** What the group gave to this replica, whether or not it could be acted on by now. */
  private Set<Integer> expected = Set.of();

  /** What is polled under it is ours, if its partition is; 0 before the first. */
  private int assignment;

  /**
   * Counts what makes a restoration void: a generation does not, since a static member that joins
   * again may keep it. Also read by the thread that restores, to give up on what is not wanted.
   */
  private volatile int round;

  PartitionOwner(
      Topics topics,
      PartitionMemory memory,
      LedgerRestorer restorer,
      LogQueue log,
      IntakeValve valve,
      Rejoin rejoin,
      LogMonitor monitor) {
    this.topics = requireNonNull(topics, "topics");
    this.memory = requireNonNull(memory, "memory");
    this.restorer = requireNonNull(restorer, "restorer");
    this.log = requireNonNull(log, "log");
    this.valve = requireNonNull(valve, "valve");
    this.rejoin = requireNonNull(rejoin, "rejoin");
    this.monitor = requireNonNull(monitor, "monitor");
  }

  /** Adds one that hears which partitions are ours, restored and read again; never of none. */
  void addListener(Consumer<Set<Integer>> owned) {
    listeners.add(requireNonNull(owned, "owned"));
  }

  /** A rebalance began: nothing is begun for these until it is known who owns them. */
  void revoked(Collection<Integer> partitions) {
    nextRound();
    for (int partition : partitions) {
      if (holds.get(partition) == Hold.OWNED) {
        holds.put(partition, Hold.SUSPENDED);
      } else {
        give(partition);
      }
    }
  }

  /** A rebalance ended with these; where they are read from is told later, if Kafka answers. */
  void expect(Set<TopicPartition> sources) {
    expected = topics.complete(sources);
  }

  /**
   * A rebalance ended, and what there is to know is known.
   *
   * @param told all of its sources are paused. A partition of which a source is missing is left
   *     alone: its topic was not there yet when the group assigned, and once it is the group
   *     assigns anew
   */
  void assigned(Assignment told) {
    ConsumerGroupMetadata metadata = told.group();
    Map<TopicPartition, OffsetAndMetadata> positions = told.positions();
    assignment = told.number();
    rejoin.assigned();
    int current = nextRound();
    Set<Integer> mine = topics.complete(positions.keySet());
    List.copyOf(holds.keySet()).stream().filter(p -> !mine.contains(p)).forEach(this::give);

    List<Integer> kept = new ArrayList<>();
    List<Integer> fresh = new ArrayList<>();
    for (int partition : mine) {
      if (holds.get(partition) == Hold.SUSPENDED && memory.isUnchanged(partition, positions)) {
        kept.add(partition);
      } else {
        give(partition);
        fresh.add(partition);
      }
      holds.put(partition, Hold.RESTORING);
    }
    log.membership(new Membership(metadata, Set.of(), mine));
    if (mine.isEmpty()) {
      // Whoever has nothing to write would never hear that another works under its instance id.
      log.prove();
    } else {
      long began = System.nanoTime();
      restorer.restore(
          kept,
          fresh,
          () -> current != round,
          found -> restored(current, found, told, began),
          () -> distrust("the ledger could not be read"));
    }
  }

  /** What is in memory cannot be trusted: everything is read again, under a new generation. */
  void distrust(String reason) {
    distrust(List.copyOf(holds.keySet()), reason);
  }

  /** What is in memory of these partitions cannot be trusted; that of the others may still hold. */
  void distrust(Collection<Integer> partitions, String reason) {
    nextRound();
    partitions.forEach(this::give);
    valve.pause(topics.sources(partitions));
    // It may take a while until the group assigns anew: what is not concerned goes on.
    if (Set.of(Hold.OWNED).equals(Set.copyOf(holds.values()))) {
      log.membership(new Membership(log.membership().metadata(), holds.keySet(), Set.of()));
    }
    rejoin.ask(reason);
  }

  /** Who owns what must be found out anew; what is in memory may still hold. */
  void recheck(String reason) {
    rejoin.now(reason);
  }

  /** Whether a record that was polled under this assignment may be worked on. */
  boolean owns(int partition, int polledUnder) {
    return polledUnder == assignment && holds.get(partition) == Hold.OWNED;
  }

  /** Partitions that are ours and restored. */
  public int owned() {
    return ownedPartitions().size();
  }

  List<Integer> ownedPartitions() {
    return holds.keySet().stream().filter(p -> holds.get(p) == Hold.OWNED).toList();
  }

  /** Partitions that are assigned and not yet restored. */
  public long restoring() {
    return holds.values().stream().filter(hold -> hold == Hold.RESTORING).count();
  }

  /**
   * Partitions that are assigned and that nothing is done about: something has gone wrong. One that
   * came back counts until it is known where it is read from, which is soon if Kafka answers.
   */
  public long missing() {
    return expected.stream()
        .map(holds::get)
        .filter(hold -> hold == null || hold == Hold.SUSPENDED)
        .count();
  }

  /** Whether the group has told at least once what is ours, be it nothing. */
  public boolean assignedOnce() {
    return assignment > 0;
  }

  private void restored(int wanted, Found found, Assignment told, long began) {
    if (wanted != round) {
      return;
    }
    for (int partition : found.unchanged()) {
      holds.put(partition, Hold.OWNED);
    }
    for (PartitionLedger restored : found.ledgers()) {
      int partition = restored.partition();
      memory.forget(partition);
      memory.start(partition, told.positions());
      holds.put(partition, Hold.OWNED);
      memory.restore(restored);
    }
    found.unreadable().forEach(this::give);
    Membership membership = log.membership();
    for (int partition : holds.keySet()) {
      membership = membership.ready(partition);
    }
    log.membership(membership);
    valve.resume(
        told.positions().keySet().stream()
            .filter(source -> holds.containsKey(source.partition()))
            .toList());
    if (!holds.isEmpty()) {
      Set<Integer> owned = Set.copyOf(holds.keySet());
      listeners.forEach(listener -> listener.accept(owned));
    }
    if (!found.unreadable().isEmpty()) {
      rejoin.ask("partitions " + found.unreadable() + " of the ledger cannot be read");
    }
    long took = System.nanoTime() - began;
    monitor.restored(Duration.ofNanos(took));
    long entries = found.ledgers().stream().mapToLong(PartitionLedger::size).sum();
    LOG.infof(
        "owns %d partitions (generation %d): %d kept, %d restored with %d entries in %d ms",
        holds.size(),
        told.group().generationId(),
        found.unchanged().size(),
        found.ledgers().size(),
        entries,
        took / 1_000_000);
  }

  /** Only called on the bridge's thread. */
  private int nextRound() {
    int next = round + 1;
    round = next;
    return next;
  }

  private void give(int partition) {
    holds.remove(partition);
    memory.give(partition);
  }
}
