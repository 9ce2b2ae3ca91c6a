package io.taskbridge.submission;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Stop;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskLifecycle;
import io.taskbridge.task.TaskLifecycle.Observation;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskResult;
import io.taskbridge.task.TaskSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What the outcome of a submission means, as a batch to publish. Pure. */
final class Outcomes {
  private static final int FORBIDDEN = 403;

  private final String requestsTopic;

  Outcomes(String requestsTopic) {
    this.requestsTopic = requestsTopic;
  }

  /** The intent: from here on, a submission may be under way. */
  Batch intent(TaskRequest request, Steering steering, Strays strays, Phase.Submitting intent) {
    return Batch.of(request.partition())
        .put(LedgerEntry.of(request, intent).steered(steering).with(strays.cancelled()))
        .build();
  }

  Batch accepted(
      TaskRequest request, Steering steering, Strays strays, TaskSnapshot answer, Instant now) {
    Subject subject = Subject.of(request.id(), request.origin(), answer.id());
    Observation first =
        TaskLifecycle.accepted(
            subject, request.partition(), request.options(), steering, answer, now);
    return Batch.of(request.partition())
        .put(
            LedgerEntry.of(request, Phase.after(first, request.options(), now))
                .steered(first.steering())
                .with(strays.cancelled()))
        .tell(first.events())
        .settle(position(request.origin()))
        .build();
  }

  /**
   * @param refusal without the request's secrets
   */
  Batch refused(TaskRequest request, Strays strays, ApiOutcome.Refused<?> refusal, Instant now) {
    ErrorCode code =
        refusal.httpStatus() == FORBIDDEN ? ErrorCode.API_FORBIDDEN : ErrorCode.API_REJECTED;
    TaskError error =
        new TaskError(code, refusal.describe(), refusal.httpStatus(), refusal.detailJson());
    return ended(request, strays.cancelled(), TaskResult.REJECTED, error, now);
  }

  /** What it needs at the API could not be provided, so it is not submitted (any more). */
  Batch unprovided(TaskRequest request, Strays strays, TaskError error, Instant now) {
    return ended(request, strays.cancelled(), TaskResult.REJECTED, error, now);
  }

  /**
   * The ledger does not take its entry, so it can't be submitted.
   *
   * @param remembered false when not even the entry of its end fits: then its id is forgotten
   */
  Batch unrecordable(TaskRequest request, Strays strays, boolean remembered, Instant now) {
    TaskError error =
        TaskError.of(
            ErrorCode.TOO_LARGE,
            "the bridge's ledger topic does not take the entry of this request; raise the topic's"
                + " max.message.bytes, and send the request under a new id");
    LedgerEntry entry =
        LedgerEntry.of(request, new Phase.Ended(now, null)).with(strays.cancelled());
    Batch.Builder batch = Batch.of(request.partition());
    return (remembered ? batch.put(entry) : batch.remove(request.id()))
        .tell(
            new TaskEvent.Finished(
                entry.subject(),
                TaskResult.without(TaskResult.REJECTED, error, Artifacts.NONE, null, now)))
        .deadLetter(new DeadLetter(position(request.origin()), error.code(), error.message(), null))
        .build();
  }

  /**
   * Nobody can tell. The candidates stay in the ledger: another request that is judged later must
   * not take one of them for its own because this one is out of the race.
   *
   * @param candidates tasks of the API that may have come of it; the first {@value
   *     Strays#MOST_TASKS} are named
   * @param madeIn when its submission may have made a task
   */
  Batch ambiguous(
      TaskRequest request,
      Strays strays,
      String reason,
      List<TaskId> candidates,
      Window madeIn,
      Instant now) {
    List<TaskId> named = candidates.stream().limit(Strays.MOST_TASKS).toList();
    String names = named.stream().map(TaskId::value).collect(Collectors.joining(", "));
    String more =
        named.size() == candidates.size()
            ? ""
            : ", and " + (candidates.size() - named.size()) + " more";
    TaskError error =
        new TaskError(
            ErrorCode.SUBMIT_AMBIGUOUS,
            "nobody can tell whether the task API took this task ("
                + reason
                + "); look "
                + (named.isEmpty() ? "for it" : "at the candidates (" + names + more + ")")
                + " at the API before you send the request again under a new id",
            null,
            detail(named));
    return ended(request, strays.named(candidates, madeIn), TaskResult.AMBIGUOUS, error, now);
  }

  private static Json detail(List<TaskId> candidates) {
    return new Json(
        candidates.stream()
            .map(id -> "\"" + id.value().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
            .collect(Collectors.joining(",", "{\"candidates\":[", "]}")));
  }

  /** It ends before its time, without ever having been a task. */
  Batch stopped(TaskRequest request, Strays strays, Stop reason, Instant now) {
    TaskResult result =
        TaskResult.without(
            reason.status(), reason.error(request.options().deadline()), Artifacts.NONE, null, now);
    return Batch.of(request.partition())
        .put(LedgerEntry.of(request, new Phase.Ended(now, null)).with(strays.cancelled()))
        .tell(new TaskEvent.Finished(Subject.of(request.id(), request.origin(), null), result))
        .settle(position(request.origin()))
        .build();
  }

  /**
   * It is to be submitted anew: the intent is taken back. What its submissions may have left behind
   * stays known to all, so that nobody adopts one of these tasks meanwhile.
   */
  Batch takenBack(TaskRequest request, Strays strays) {
    Batch.Builder batch = Batch.of(request.partition());
    return strays.isEmpty()
        ? batch.remove(request.id()).build()
        : batch.put(LedgerEntry.of(request, new Phase.Waiting()).with(strays.cancelled())).build();
  }

  /** The record needs no further reading: it is known what became of it. */
  Batch settled(Origin origin) {
    return Batch.of(origin.partition()).settle(position(origin)).build();
  }

  /** A record with an id that can't become a request, or not any more. */
  Batch invalid(RequestId id, Origin origin, Strays strays, TaskError error, Instant now) {
    return ended(
        new LedgerEntry(id, origin, RequestOptions.NONE, new Phase.Ended(now, null))
            .with(strays.cancelled()),
        TaskResult.REJECTED,
        error,
        now);
  }

  /** It was being submitted when the bridge stopped, and can't become a request any more. */
  Batch abandoned(RequestId id, Origin origin, Strays strays, TaskError error, Instant now) {
    return ended(
        new LedgerEntry(id, origin, RequestOptions.NONE, new Phase.Ended(now, null))
            .with(strays.cancelled()),
        TaskResult.AMBIGUOUS,
        TaskError.of(
            ErrorCode.SUBMIT_AMBIGUOUS,
            "nobody can tell whether the task API took this task (the bridge stopped while it was"
                + " being submitted); look for it at the API before you send the request again"
                + " under a new id, mended: "
                + error.message()),
        now);
  }

  /**
   * It was not at its end, and its record is gone from the requests topic: it can't be read again.
   *
   * @param strays what its submissions may have left behind
   */
  Batch gone(LedgerEntry entry, Strays strays, Instant now) {
    TaskError error =
        TaskError.of(
            ErrorCode.SUBMIT_AMBIGUOUS,
            "nobody can tell whether the task API took this task (its record was deleted from "
                + requestsTopic
                + " before it was known); look for it at the API before you send the request again"
                + " under a new id, and raise the topic's retention.ms");
    TaskResult result = TaskResult.without(TaskResult.AMBIGUOUS, error, Artifacts.NONE, null, now);
    // There is no record that could be settled, nor one to put into the dead letters.
    return Batch.of(entry.partition())
        .put(entry.in(new Phase.Ended(now, null)).with(strays.cancelled()))
        .tell(new TaskEvent.Finished(entry.subject(), result))
        .build();
  }

  /** The same under an id that belongs to another request: that one's result is not touched. */
  Batch setAside(Origin origin, TaskError error) {
    return Batch.of(origin.partition())
        .deadLetter(new DeadLetter(position(origin), error.code(), error.message(), null))
        .build();
  }

  /** Another request under the id of an earlier one. */
  Batch conflicting(TaskRequest request) {
    return Batch.of(request.partition())
        .deadLetter(
            new DeadLetter(
                position(request.origin()),
                ErrorCode.DUPLICATE_REQUEST_ID,
                "an earlier request with other content has the id '"
                    + request.id()
                    + "'; send this one under an id of its own",
                null))
        .build();
  }

  private Batch ended(
      TaskRequest request, Strays strays, String status, TaskError error, Instant now) {
    LedgerEntry entry = LedgerEntry.of(request, new Phase.Ended(now, null)).with(strays);
    return ended(entry, status, error, now);
  }

  private Batch ended(LedgerEntry entry, String status, TaskError error, Instant now) {
    TaskResult result = TaskResult.without(status, error, Artifacts.NONE, null, now);
    return Batch.of(entry.partition())
        .put(entry)
        .tell(new TaskEvent.Finished(entry.subject(), result))
        .deadLetter(
            new DeadLetter(
                position(entry.origin()), error.code(), error.message(), error.technically()))
        .build();
  }

  private SourcePosition position(Origin origin) {
    return new SourcePosition(requestsTopic, origin.partition(), origin.offset());
  }
}
