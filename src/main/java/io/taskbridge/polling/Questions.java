package io.taskbridge.polling;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Bounds how many questions are in the air; the others wait here for their turn, those that finish
 * something before all others. Lives on the bridge's thread.
 */
final class Questions {
  private final int most;
  private final Deque<Question> urgent = new ArrayDeque<>();
  private final Deque<Question> waiting = new ArrayDeque<>();
  private int inAir;

  /**
   * A question that waits.
   *
   * @param since when it was due
   * @param begin asks it; false when nobody wants to know any more
   */
  record Question(Instant since, BooleanSupplier begin) {}

  /**
   * @param most questions in the air at once
   */
  Questions(int most) {
    this.most = most;
  }

  void add(Question question) {
    waiting.addLast(question);
  }

  /** One whose answer ends something that others may be waiting for. */
  void addUrgent(Question question) {
    urgent.addLast(question);
  }

  /** Asks as many as may be asked. */
  void proceed() {
    while (inAir < most && !(urgent.isEmpty() && waiting.isEmpty())) {
      Question next = urgent.isEmpty() ? waiting.removeFirst() : urgent.removeFirst();
      inAir++;
      if (!next.begin().getAsBoolean()) {
        inAir--;
      }
    }
  }

  /** A question that was begun has its answer. */
  void answered() {
    inAir--;
  }

  int inAir() {
    return inAir;
  }

  /** Since when the oldest waits; empty when none does. */
  Optional<Instant> oldest() {
    return Stream.of(urgent.peekFirst(), waiting.peekFirst())
        .filter(question -> question != null)
        .map(Question::since)
        .min(Instant::compareTo);
  }

  /** Asks nothing of what waits. */
  void clear() {
    urgent.clear();
    waiting.clear();
  }
}
