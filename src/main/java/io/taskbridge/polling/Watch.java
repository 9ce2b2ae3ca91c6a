package io.taskbridge.polling;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.task.EventCursor;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskSnapshot;
import java.util.OptionalLong;

/** One task that is asked about: what the next question is, beside what the ledger knows. */
final class Watch {
  private final int partition;
  private final RequestId requestId;
  private boolean lastMillisecondIsQuiet;
  private boolean unknownOnce;
  private boolean hurried;
  private int failures;

  Watch(LedgerEntry entry) {
    this.partition = entry.partition();
    this.requestId = entry.requestId();
  }

  int partition() {
    return partition;
  }

  RequestId requestId() {
    return requestId;
  }

  /**
   * The timestamp to ask events after; empty when the task has no events of interest.
   *
   * <p>The last millisecond is read again, because another event may have shared it. The API
   * answers such a question at once. When it brought nothing new, the next question asks beyond
   * that millisecond, which the API may hold open; then the millisecond is looked at once more. So
   * a held answer costs two calls, one that brings events three, and never a busy loop.
   */
  OptionalLong eventsAfter(LedgerEntry entry, FollowedTask task) {
    if (!entry.options().followsEvents() || task.status().terminal()) {
      return OptionalLong.empty();
    }
    EventCursor cursor = task.cursor();
    boolean beyond = cursor.timestamp() == 0 || lastMillisecondIsQuiet;
    return OptionalLong.of(beyond ? cursor.timestamp() : cursor.timestamp() - 1);
  }

  /**
   * Whether an answer may leave an event out: it was asked for events beyond the last millisecond
   * and brought some, but that millisecond may have got another one before them. Such an answer
   * only says that it is time to ask from that millisecond on.
   */
  boolean mayLeaveOut(FollowedTask before, OptionalLong askedAfter, TaskSnapshot answer) {
    long last = before.cursor().timestamp();
    return last > 0
        && askedAfter.isPresent()
        && askedAfter.getAsLong() == last
        && !answer.events().isEmpty();
  }

  /** Learns from an answer to {@link #eventsAfter}. */
  void answered(FollowedTask before, OptionalLong askedAfter, boolean somethingNew) {
    failures = 0;
    unknownOnce = false;
    boolean askedAgain =
        askedAfter.isPresent() && askedAfter.getAsLong() < before.cursor().timestamp();
    lastMillisecondIsQuiet = askedAgain && !somethingNew;
  }

  /** The question in the air may have been put too early: the next one follows at once. */
  void hurry() {
    hurried = true;
  }

  /** Whether the next question is in a hurry; only the next. */
  boolean hurried() {
    boolean now = hurried;
    hurried = false;
    return now;
  }

  /** Counts a question without a clear answer and returns how many there were in a row. */
  int failed() {
    unknownOnce = false;
    return ++failures;
  }

  /** The API does not know the task; true when it said so twice in a row. */
  boolean unknownAgain() {
    boolean confirmed = unknownOnce;
    unknownOnce = true;
    return confirmed;
  }
}
