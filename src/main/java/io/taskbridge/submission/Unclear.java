package io.taskbridge.submission;

import io.taskbridge.submission.LedgerSurvey.GivenUp;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import java.time.Instant;
import java.util.Set;

/** A submission of which nobody knows what came of it. */
final class Unclear {
  private final TaskRequest request;
  private final Backlog backlog;
  private final Instant intentAt;
  private final String reason;
  private final Set<TaskId> cancelledBefore;
  private int looksWithoutCandidate;

  /**
   * @param intentAt when it was announced: its task, if there is one, is not older
   * @param reason what was seen, in words
   * @param cancelledBefore tasks that were cancelled before it was announced, so they are not its
   */
  Unclear(
      TaskRequest request,
      Backlog backlog,
      Instant intentAt,
      String reason,
      Set<TaskId> cancelledBefore) {
    this.request = request;
    this.backlog = backlog;
    this.intentAt = intentAt;
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

  Instant intentAt() {
    return intentAt;
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

  /** Counts a look that found no candidate and returns how many there were in a row. */
  int sawNoCandidate() {
    return ++looksWithoutCandidate;
  }

  void sawCandidates() {
    looksWithoutCandidate = 0;
  }
}
