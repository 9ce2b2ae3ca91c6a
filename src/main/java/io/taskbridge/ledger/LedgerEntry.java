package io.taskbridge.ledger;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import java.util.Optional;

/**
 * All that the bridge knows about one request. Holds nothing of the bodies of requests and actions.
 */
public record LedgerEntry(
    RequestId requestId,
    Origin origin,
    RequestOptions options,
    Steering steering,
    Phase phase,
    Strays strays) {
  public LedgerEntry {
    requireNonNull(requestId, "requestId");
    requireNonNull(origin, "origin");
    requireNonNull(options, "options");
    requireNonNull(steering, "steering");
    requireNonNull(phase, "phase");
    requireNonNull(strays, "strays");
  }

  /** A request that nothing was said about beyond what is in it. */
  public LedgerEntry(RequestId requestId, Origin origin, RequestOptions options, Phase phase) {
    this(requestId, origin, options, Steering.NONE, phase, Strays.NONE);
  }

  public static LedgerEntry of(TaskRequest request, Phase phase) {
    return new LedgerEntry(request.id(), request.origin(), request.options(), phase);
  }

  public LedgerEntry in(Phase next) {
    return new LedgerEntry(requestId, origin, options, steering, next, strays);
  }

  public LedgerEntry steered(Steering next) {
    return new LedgerEntry(requestId, origin, options, next, phase, strays);
  }

  public LedgerEntry with(Strays next) {
    return new LedgerEntry(requestId, origin, options, steering, phase, next);
  }

  /** Whether it waits for a submission, as if the ledger did not know it. */
  public boolean waits() {
    return phase instanceof Phase.Waiting;
  }

  public int partition() {
    return origin.partition();
  }

  /** The task to ask about: running, or ended with links still to come. */
  public Optional<FollowedTask> followed() {
    if (phase instanceof Phase.Running running) {
      return Optional.of(running.task());
    }
    return phase instanceof Phase.Collecting collecting
        ? Optional.of(collecting.task())
        : Optional.empty();
  }

  /**
   * Whether something may happen in the task that only its events tell: it runs and can call tools,
   * or is a session with an open action. Other tasks tell all there is to know by their status.
   */
  public boolean awaitsEvents() {
    return phase instanceof Phase.Running
        && options.followsEvents()
        && (!options.session() || steering.open() != null);
  }

  /** The API's name for it, as far as it is known. */
  public Optional<TaskId> taskId() {
    return phase instanceof Phase.Ended ended
        ? Optional.ofNullable(ended.taskId())
        : followed().map(FollowedTask::taskId);
  }

  public Subject subject() {
    return Subject.of(requestId, origin, taskId().orElse(null));
  }
}
