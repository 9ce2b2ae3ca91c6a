package io.taskbridge.polling;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** One task that is asked about: what the next question is, beside what the ledger knows. */
final class Watch extends PollSchedule.Link {
  /** No answer said that the API does not know the task. */
  private static final long KNOWN = Long.MIN_VALUE;

  /** After a page of the list that held little else of ours, so many questions go by name. */
  private static final int QUESTIONS_ALONE = 15;

  private final int partition;
  private final RequestId requestId;
  private final TaskId taskId;
  private Watch twin;
  private Long createdAt;
  private long heardAt;
  private boolean asked;
  private boolean held;
  private byte alone;
  private boolean lastMillisecondIsQuiet;
  private long unknownSince = KNOWN;
  private boolean hurried;
  private int failures;

  Watch(LedgerEntry entry) {
    this.partition = entry.partition();
    this.requestId = entry.requestId();
    FollowedTask task = entry.followed().orElseThrow();
    this.taskId = task.taskId();
    this.createdAt = task.createdAt();
  }

  int partition() {
    return partition;
  }

  RequestId requestId() {
    return requestId;
  }

  TaskId taskId() {
    return taskId;
  }

  /** Another watch of the same task of the API; null when there is none. */
  Watch twin() {
    return twin;
  }

  void twin(Watch other) {
    twin = other;
  }

  /** Where the task stands in the API's list; null when that is not known yet. */
  Long createdAt() {
    return createdAt;
  }

  /** Whether a question by name that is not held open is under way, or about to be. */
  boolean asked() {
    return asked;
  }

  void asked(boolean now) {
    asked = now;
  }

  /** Whether a question that may be held open is under way. */
  boolean held() {
    return held;
  }

  void held(boolean now) {
    held = now;
  }

  /**
   * Whether an answer to a question is older than what was heard since.
   *
   * @param question its number: questions are counted over all tasks
   */
  boolean heardSince(long question) {
    return heardAt >= question;
  }

  /**
   * Notes an answer.
   *
   * @param latest the number of the latest question about any task
   */
  void heard(long latest, TaskSnapshot answer) {
    heardAt = latest;
    if (createdAt == null && answer != null) {
      createdAt = answer.createdAt();
    }
  }

  /** A page of the list that began near this task held little else of ours. */
  void foundAlone() {
    alone = QUESTIONS_ALONE;
  }

  /** Whether to ask by name rather than to read a page of the list; counts the question. */
  boolean standsAlone() {
    return alone > 0 && alone-- > 0;
  }

  /** Whether the next question for events asks beyond all that were read, and so may be held. */
  boolean looksAhead(FollowedTask task) {
    return task.cursor().timestamp() == 0 || lastMillisecondIsQuiet;
  }

  /**
   * The timestamp to ask events after; empty when the task has no events of interest, or none yet
   * and the answer must not be held back: all of them are told then.
   *
   * <p>The last millisecond is read again, because another event may have shared it. The API
   * answers such a question at once. When it brought nothing new, the next question asks beyond
   * that millisecond, which the API may hold open; then the millisecond is looked at once more. So
   * a held answer costs two calls, one that brings events three, and never a busy loop.
   */
  OptionalLong eventsAfter(LedgerEntry entry, FollowedTask task, boolean mayBeHeld) {
    if (!entry.options().followsEvents() || task.status().terminal()) {
      return OptionalLong.empty();
    }
    long last = task.cursor().timestamp();
    if (mayBeHeld && looksAhead(task)) {
      return OptionalLong.of(last);
    }
    return last == 0 ? OptionalLong.empty() : OptionalLong.of(last - 1);
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
    unknownSince = KNOWN;
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

  /** The list tells of it: it is known, and the API answers. */
  void wasListed() {
    failures = 0;
    unknownSince = KNOWN;
  }

  /** Counts a question without a clear answer and returns how many there were in a row. */
  int failed() {
    unknownSince = KNOWN;
    return ++failures;
  }

  /**
   * The API does not know the task; true when it said so twice in a row, and not in one moment: two
   * questions may be in the air together.
   *
   * @param apart how much later the second answer must be
   */
  boolean unknownAgain(Instant now, Duration apart) {
    if (unknownSince == KNOWN) {
      unknownSince = now.toEpochMilli();
      return false;
    }
    return now.toEpochMilli() - unknownSince >= apart.toMillis();
  }
}
