package io.taskbridge.polling;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Looks whether the API answers and lets us in: once at the start, and while it does not; and while
 * credits are out, whether it accepts tasks of other replicas again. Costs nothing at the API,
 * burns no request. Lives on the bridge's thread.
 */
public final class ApiProbe {
  private final TaskApi api;
  private final ApiGate gate;
  private final Clock clock;
  private final Executor thread;
  private Instant nextLook = Instant.MIN;
  private Instant creditsOutSince;
  private Long newestWithoutCredits;
  private boolean looking;

  public ApiProbe(TaskApi api, ApiGate gate, Clock clock, Executor thread) {
    this.clock = requireNonNull(clock, "clock");
    this.api = requireNonNull(api, "api");
    this.gate = requireNonNull(gate, "gate");
    this.thread = requireNonNull(thread, "thread");
  }

  /** Asks now; what waits for the first answer goes on with it. */
  public void look() {
    look(gate.tryProbe().orElse(null));
  }

  private void look(ApiGate.Probe permit) {
    api.list(OptionalLong.empty(), 1)
        .whenCompleteAsync(
            (outcome, defect) -> {
              if (defect == null) {
                gate.heard(outcome, permit);
              } else {
                gate.notTried(permit);
              }
            },
            thread);
  }

  /** Asks when there is something to find out and it is time to try. */
  public void tick() {
    if (!gate.openForReading()) {
      gate.tryProbe().ifPresent(this::look);
    } else if (mayLookForOthers() && !clock.instant().isBefore(nextLook)) {
      lookForOthers();
    }
  }

  /** When {@link #tick} has something to do. */
  public Optional<Instant> next() {
    if (mayLookForOthers()) {
      return Optional.of(nextLook);
    }
    return gate.openForReading() || gate.probing()
        ? Optional.empty()
        : Optional.of(gate.nextProbe());
  }

  private boolean mayLookForOthers() {
    return gate.othersMayHaveCredits() && !looking;
  }

  private void lookForOthers() {
    Instant since = gate.state().since();
    looking = true;
    nextLook = clock.instant().plus(ApiGate.CREDITS_PROBE);
    api.list(OptionalLong.empty(), 1)
        .whenCompleteAsync(
            (outcome, defect) -> {
              looking = false;
              if (defect == null) {
                gate.heard(outcome);
                newest(outcome).ifPresent(createdAt -> accepted(createdAt, since));
              }
            },
            thread);
  }

  /** A task that is newer than the newest of the first look was accepted since. */
  private void accepted(long createdAt, Instant since) {
    if (!since.equals(creditsOutSince)) {
      creditsOutSince = since;
      newestWithoutCredits = createdAt;
    } else if (createdAt > newestWithoutCredits) {
      gate.heardOfCredits();
    }
  }

  private static Optional<Long> newest(ApiOutcome<List<TaskSnapshot>> outcome) {
    return outcome instanceof ApiOutcome.Ok<List<TaskSnapshot>> ok
        ? ok.value().stream().findFirst().map(TaskSnapshot::createdAt)
        : Optional.empty();
  }
}
