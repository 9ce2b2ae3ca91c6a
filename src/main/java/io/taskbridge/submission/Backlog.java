package io.taskbridge.submission;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The requests of one partition that were read and have no durable outcome yet. */
final class Backlog {
  /** By offset: what comes back takes its old place, however many come back together. */
  private final TreeMap<Long, TaskRequest> waiting = new TreeMap<>();

  private final Map<RequestId, TaskRequest> undecided = new HashMap<>();
  private final Map<RequestId, Integer> attempts = new HashMap<>();

  private final DueQueue<RequestId> deadlines = new DueQueue<>();
  private long bytes;

  /** Takes a request in, in its place. */
  void add(TaskRequest request) {
    hold(request);
    waiting.put(request.origin().offset(), request);
  }

  /** It waits no more, and is not to be submitted. */
  void withdraw(TaskRequest request) {
    waiting.remove(request.origin().offset());
  }

  /** Requests without an outcome whose deadline has passed, each once. */
  List<TaskRequest> takeExpired(Instant now) {
    return deadlines.take(now, Integer.MAX_VALUE).stream().map(undecided::get).toList();
  }

  Optional<Instant> nextDeadline() {
    return deadlines.next();
  }

  /** Takes a request in that waits for no submission of its own. */
  void hold(TaskRequest request) {
    count(undecided.put(request.id(), request), -1);
    count(request, 1);
    if (request.options().deadline() != null) {
      deadlines.put(request.id(), request.options().deadline());
    }
  }

  /** The request of this id that is waiting or in the air. */
  Optional<TaskRequest> find(RequestId id) {
    return Optional.ofNullable(undecided.get(id));
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Takes the next one into the air. */
  TaskRequest take() {
    return waiting.remove(waiting.firstKey());
  }

  /** It was not accepted and takes its old place for another chance. */
  void putBack(TaskRequest request) {
    add(request);
  }

  /** Its outcome is on its way to being durable. */
  void decided(TaskRequest request) {
    count(undecided.remove(request.id()), -1);
    deadlines.remove(request.id());
    attempts.remove(request.id());
  }

  /** Counts one more attempt and returns its number, from 1. */
  int nextAttempt(RequestId id) {
    return attempts.merge(id, 1, Integer::sum);
  }

  /** Requests without an outcome: what a bound on memory must count. */
  int size() {
    return undecided.size();
  }

  /** What these hold in memory, about: their bodies and what is attached in them. */
  long bytes() {
    return bytes;
  }

  /**
   * @param request null for none
   */
  private void count(TaskRequest request, int sign) {
    if (request != null) {
      bytes += sign * request.bytes();
    }
  }
}
