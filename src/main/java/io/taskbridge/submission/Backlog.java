package io.taskbridge.submission;

import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The requests of one partition that were read and have no durable outcome yet. */
final class Backlog {
  private final Deque<TaskRequest> waiting = new ArrayDeque<>();
  private final Map<RequestId, TaskRequest> undecided = new HashMap<>();
  private final Map<RequestId, Integer> attempts = new HashMap<>();

  void add(TaskRequest request) {
    undecided.put(request.id(), request);
    waiting.addLast(request);
  }

  /** Takes a request in that waits for no submission of its own. */
  void hold(TaskRequest request) {
    undecided.put(request.id(), request);
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
    return waiting.removeFirst();
  }

  /** It was not accepted and comes first when there is another chance. */
  void putBack(TaskRequest request) {
    waiting.addFirst(request);
  }

  /** Its outcome is on its way to being durable. */
  void decided(TaskRequest request) {
    undecided.remove(request.id());
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
}
