package io.taskbridge.polling;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ApiGate;
import io.taskbridge.task.TaskApi;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Looks whether the API answers and lets us in: once at the start, and while it does not. Costs
 * nothing at the API, burns no request. Lives on the bridge's thread.
 */
public final class ApiProbe {
  private final TaskApi api;
  private final ApiGate gate;
  private final Executor thread;

  public ApiProbe(TaskApi api, ApiGate gate, Executor thread) {
    this.api = requireNonNull(api, "api");
    this.gate = requireNonNull(gate, "gate");
    this.thread = requireNonNull(thread, "thread");
  }

  /** Asks now. */
  public void look() {
    api.list(OptionalLong.empty(), 1)
        .whenCompleteAsync(
            (outcome, defect) -> {
              if (defect == null) {
                gate.heard(outcome);
              }
            },
            thread);
  }

  /** Asks when the gate is closed for all and it is time to try. */
  public void tick() {
    if (!gate.openForReading() && gate.tryProbe()) {
      look();
    }
  }

  /** When {@link #tick} has something to do. */
  public Optional<Instant> next() {
    return gate.openForReading() ? Optional.empty() : Optional.of(gate.nextProbe());
  }
}
