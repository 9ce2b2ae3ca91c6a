package io.taskbridge.submission;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskLifecycle;
import io.taskbridge.task.TaskLifecycle.Observation;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskResult;
import io.taskbridge.task.TaskSnapshot;
import java.time.Instant;

/** What the outcome of a submission means, as a batch to publish. Pure. */
final class Outcomes {
  private static final int FORBIDDEN = 403;

  private final String requestsTopic;

  Outcomes(String requestsTopic) {
    this.requestsTopic = requestsTopic;
  }

  /** The intent: from here on, a submission may be under way. */
  Batch intent(TaskRequest request, int attempt, Instant now) {
    return Batch.of(request.partition())
        .put(LedgerEntry.of(request, new Phase.Submitting(attempt, now)))
        .build();
  }

  Batch accepted(TaskRequest request, TaskSnapshot answer, Instant now) {
    Subject subject = Subject.of(request.id(), request.origin(), answer.id());
    Observation first =
        TaskLifecycle.accepted(subject, request.partition(), request.options(), answer, now);
    return Batch.of(request.partition())
        .put(LedgerEntry.of(request, Phase.after(first, request.options(), now)))
        .tell(first.events())
        .settle(position(request))
        .build();
  }

  Batch refused(TaskRequest request, ApiOutcome.Refused<?> refusal, Instant now) {
    ErrorCode code =
        refusal.httpStatus() == FORBIDDEN ? ErrorCode.API_FORBIDDEN : ErrorCode.API_REJECTED;
    TaskError error =
        new TaskError(
            code,
            Masking.mask(refusal.describe(), request.secrets()),
            refusal.httpStatus(),
            Masking.mask(refusal.detailJson(), request.secrets()));
    return ended(request, TaskResult.REJECTED, error, now);
  }

  Batch ambiguous(TaskRequest request, String reason, Instant now) {
    TaskError error =
        TaskError.of(
            ErrorCode.SUBMIT_AMBIGUOUS,
            "nobody can tell whether the task API took this task ("
                + reason
                + "); look for it at the API before you send the request again under a new id");
    return ended(request, TaskResult.AMBIGUOUS, error, now);
  }

  /** The API is known not to have it: the intent is taken back. */
  Batch notAccepted(TaskRequest request) {
    return Batch.of(request.partition()).remove(request.id()).build();
  }

  /** The record needs no further reading: it is known what became of it. */
  Batch settled(TaskRequest request) {
    return Batch.of(request.partition()).settle(position(request)).build();
  }

  /** Another request under the id of an earlier one. */
  Batch conflicting(TaskRequest request) {
    return Batch.of(request.partition())
        .deadLetter(
            new DeadLetter(
                position(request),
                ErrorCode.DUPLICATE_REQUEST_ID,
                "an earlier request with other content has the id '"
                    + request.id()
                    + "'; send this one under an id of its own",
                null))
        .build();
  }

  private Batch ended(TaskRequest request, String status, TaskError error, Instant now) {
    Subject subject = Subject.of(request.id(), request.origin(), null);
    return Batch.of(request.partition())
        .put(LedgerEntry.of(request, new Phase.Ended(now)))
        .tell(
            new TaskEvent.Finished(
                subject, TaskResult.without(status, error, Artifacts.NONE, null, now)))
        .deadLetter(new DeadLetter(position(request), error.code(), error.message(), null))
        .build();
  }

  private SourcePosition position(TaskRequest request) {
    return new SourcePosition(requestsTopic, request.partition(), request.origin().offset());
  }
}
