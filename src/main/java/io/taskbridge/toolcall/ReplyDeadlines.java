package io.taskbridge.toolcall;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.task.CorrelationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When an open call has waited long enough for its reply. Where replies were not read for a while,
 * nobody knows which of them came in time: no call of such a partition is overdue before it is
 * known for which calls a reply is there. Lives on the bridge's thread.
 */
final class ReplyDeadlines {
  /**
   * So long at most after an interruption a call waits for a reply that is there to be read, and
   * for the answer which are there.
   */
  static final Duration LAST_RESORT = Duration.ofMinutes(5);

  private final DueQueue<CorrelationId> due = new DueQueue<>();
  private final Map<CorrelationId, Instant> replyBy = new HashMap<>();

  /** Partitions whose replies nobody has looked through, and until when that is waited for. */
  private final Map<Integer, Instant> unread = new HashMap<>();

  private int interruptions;

  /** Replies of a partition were not read up to now: its calls wait for {@link #found}. */
  void interrupted(int partition, Instant now) {
    interruptions++;
    unread.put(partition, now.plus(LAST_RESORT));
    callsOf(partition).forEach(this::schedule);
  }

  /** How often {@link #interrupted} was told, of any partition. */
  int interruptions() {
    return interruptions;
  }

  /**
   * What was written of a partition's replies before the interruption ended is known.
   *
   * @param replied calls for which a reply is there; it is read in its turn
   */
  void found(int partition, Set<CorrelationId> replied) {
    if (unread.remove(partition) != null) {
      callsOf(partition).stream().filter(id -> !replied.contains(id)).forEach(this::schedule);
    }
  }

  /** Whether a call waits for {@link #found}. */
  boolean uncertain() {
    return replyBy.keySet().stream().anyMatch(id -> unread.containsKey(id.partition()));
  }

  /** A call is open; nothing happens when it was known. */
  void opened(CorrelationId id, Instant replyBy) {
    if (this.replyBy.putIfAbsent(id, replyBy) == null) {
      schedule(id);
    }
  }

  /** A call needs no deadline any more. */
  void remove(CorrelationId id) {
    replyBy.remove(id);
    due.remove(id);
  }

  /** A partition is not ours any more. */
  void release(int partition) {
    unread.remove(partition);
    callsOf(partition).forEach(this::remove);
  }

  /** Takes out the calls that are overdue. */
  List<CorrelationId> take(Instant now) {
    List<CorrelationId> overdue = due.take(now, Integer.MAX_VALUE);
    overdue.forEach(replyBy::remove);
    return overdue;
  }

  /** When the next call is overdue; empty when none waits. */
  Optional<Instant> next() {
    return due.next();
  }

  private void schedule(CorrelationId id) {
    Instant wanted = replyBy.get(id);
    Instant earliest = unread.getOrDefault(id.partition(), Instant.MIN);
    due.put(id, wanted.isBefore(earliest) ? earliest : wanted);
  }

  private List<CorrelationId> callsOf(int partition) {
    return replyBy.keySet().stream().filter(id -> id.partition() == partition).toList();
  }
}
