package io.taskbridge.app;

import io.quarkus.runtime.StartupEvent;
import io.taskbridge.app.Census.Standing;
import io.taskbridge.task.SteadyClock;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Measures where things stand. */
@Singleton
class StateMetrics {
  private static final List<Standing> IN_FLIGHT =
      List.of(
          Standing.SUBMITTING,
          Standing.WAITING,
          Standing.RUNNING,
          Standing.OTHER,
          Standing.COLLECTING);

  private final BridgeState state;
  private final Clock clock = SteadyClock.system();

  StateMetrics(Meters meters, BridgeState state, Census census) {
    this.state = state;
    for (Standing standing : IN_FLIGHT) {
      meters.gauge(
          "bridge.tasks",
          "Requests in flight by where they stand",
          "status",
          Meters.word(standing),
          () -> census.of(standing));
    }
    meters.gauge("bridge.tool.calls.open", "Tool calls without an answer", census::openCalls);
    meters.gauge(
        "bridge.tool.replies.undelivered",
        "Answers to tool calls that the API does not have yet",
        () -> state.seen().undelivered());
    String slots = "Tasks that this replica may have at the API at once, +Inf without a limit";
    meters.gauge("bridge.slots", slots, "state", "used", () -> state.seen().usedSlots());
    meters.gauge("bridge.slots", slots, "state", "available", this::availableSlots);
    String partitions = "Partitions of this replica";
    meters.gauge("bridge.partitions", partitions, "state", "owned", () -> state.seen().owned());
    meters.gauge(
        "bridge.partitions", partitions, "state", "restoring", () -> state.seen().restoring());
    meters.gauge(
        "bridge.backlog",
        "Requests that were read and have no outcome yet",
        () -> state.seen().backlog());
    meters.gauge(
        "bridge.submissions.unclear",
        "Submissions without a clear answer that are not judged yet",
        () -> state.seen().unclear());
    meters.gauge(
        "bridge.poll.age.seconds",
        "By how long the question that waits longest is overdue",
        this::pollAge);
    meters.gauge(
        "bridge.ledger.entries",
        "Requests in memory, those that have ended included",
        () -> state.seen().ledgerEntries());
    meters.gauge(
        "bridge.transaction.queue",
        "Batches that wait for a transaction",
        () -> state.seen().queued());
  }

  /** Registered with the start, not with the first question. */
  void start(@Observes StartupEvent event) {}

  private double availableSlots() {
    BridgeState.Seen seen = state.seen();
    return seen.slots() == Integer.MAX_VALUE
        ? Double.POSITIVE_INFINITY
        : Math.max(0, seen.slots() - seen.usedSlots());
  }

  /** From now, not from the last look: it grows also when the bridge's thread stands still. */
  private double pollAge() {
    Instant due = state.seen().oldestDue();
    return due == null ? 0 : Math.max(0, Duration.between(due, clock.instant()).toMillis() / 1e3);
  }
}
