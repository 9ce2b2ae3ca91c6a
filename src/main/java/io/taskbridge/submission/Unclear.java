package io.taskbridge.submission;

import io.taskbridge.ledger.Phase;
import io.taskbridge.submission.LedgerSurvey.GivenUp;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import java.util.Set;

/** A submission of which nobody knows what came of it. */
final class Unclear {
  private final TaskRequest request;
  private final Backlog backlog;
  private final Phase.Submitting intent;
  private final String reason;
  private final Set<TaskId> cancelledBefore;
  private long notBefore;
  private boolean looked;
  private int looksWithoutCandidate;
  private int listsWithoutEnd;

  /**
   * @param intent how it was announced: its task, if there is one, is not older
   * @param reason what was seen, in words
   * @param cancelledBefore tasks that were cancelled before it was announced, so they are not its
   */
  Unclear(
      TaskRequest request,
      Backlog backlog,
      Phase.Submitting intent,
      String reason,
      Set<TaskId> cancelledBefore) {
    this.request = request;
    this.backlog = backlog;
    this.intent = intent;
    this.reason = reason;
    this.cancelledBefore = cancelledBefore;
  }

  TaskRequest request() {
    return request;
  }

  Backlog backlog() {
    return backlog;
  }

  RequestId id() {
    return request.id();
  }

  Phase.Submitting intent() {
    return intent;
  }

  String reason() {
    return reason;
  }

  Set<TaskId> cancelledBefore() {
    return cancelledBefore;
  }

  boolean is(Intent intent) {
    return is(intent.partition(), intent.requestId());
  }

  /** Whether that submission was one of the same request. */
  boolean is(GivenUp givenUp) {
    return is(givenUp.partition(), givenUp.requestId());
  }

  private boolean is(int partition, RequestId id) {
    return partition == request.partition() && id.equals(request.id());
  }

  /**
   * It waits.
   *
   * @param until by the monotonic clock, in nanoseconds
   */
  void waitUntil(long until) {
    notBefore = until;
  }

  long notBefore() {
    return notBefore;
  }

  /** Whether it was looked for, so that its submission is known to make no task any more. */
  boolean looked() {
    return looked;
  }

  void look() {
    looked = true;
  }

  /** Counts a look that found no candidate and returns how many there were in a row. */
  int sawNoCandidate() {
    return ++looksWithoutCandidate;
  }

  /** Counts a list that could not be read to its end and returns how many there were. */
  int sawNoEnd() {
    return ++listsWithoutEnd;
  }

  void sawCandidates() {
    looksWithoutCandidate = 0;
  }
}
