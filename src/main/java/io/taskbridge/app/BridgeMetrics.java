package io.taskbridge.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskbridge.task.ApiGate.Door;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Counts what the flows do. No ids as labels: they would never end. */
@Singleton
class BridgeMetrics implements Monitor {
  private static final Logger LOG = Logger.getLogger("io.taskbridge.flow");

  private static final List<String> OUTCOMES =
      List.of(
          "accepted",
          "refused",
          "ambiguous",
          "not_sent",
          "not_authenticated",
          "throttled",
          "credits_exhausted");

  private static final List<String> CONCLUSIONS =
      List.of("adopted", "not_accepted", "replaced", "ambiguous");

  private final MeterRegistry registry;
  private final Counter requests;
  private final Counter duplicates;
  private final Counter answered;
  private final Counter timedOut;
  private final Counter pollsFailed;
  private final Counter repliesDelayed;
  private final Counter defects;

  BridgeMetrics(MeterRegistry registry, GateLog gate) {
    this.registry = registry;
    this.requests = counter("bridge.requests", "Requests read for the first time");
    this.duplicates =
        counter("bridge.requests.duplicate", "Requests read again with the same content");
    this.answered = answered("reply");
    this.timedOut = answered("timeout");
    this.pollsFailed = counter("bridge.polls.failed", "Questions without a clear answer");
    this.repliesDelayed =
        counter("bridge.tool.replies.delayed", "Tool replies that the API did not take at once");
    this.defects = counter("bridge.defects", "Failures that cannot be: defects of the bridge");
    // There before the first of their kind: an alert on a series that is missing never fires.
    OUTCOMES.forEach(this::submissions);
    CONCLUSIONS.forEach(this::reconciliations);
    for (Door door : Door.values()) {
      if (door != Door.OPEN) {
        Gauge.builder("bridge.api.closed", gate, log -> isAt(log, door) ? 1 : 0)
            .description("1 while submissions wait for this reason")
            .tag("reason", door.name().toLowerCase(Locale.ROOT))
            .register(registry);
      }
    }
  }

  @Override
  public void requestRead() {
    requests.increment();
  }

  @Override
  public void duplicateDropped(RequestId id) {
    duplicates.increment();
    LOG.debugf("dropped a duplicate of request %s", id);
  }

  @Override
  public void submissionEnded(ApiOutcome<?> outcome) {
    submissions(word(outcome)).increment();
  }

  @Override
  public void reconciled(String conclusion) {
    reconciliations(conclusion).increment();
  }

  @Override
  public void pollFailed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {
    pollsFailed.increment();
    LOG.debugf("poll of request %s (task %s) failed: %s", id, taskId, outcome.describe());
  }

  @Override
  public void toolCallAnswered(boolean byTimeout) {
    (byTimeout ? timedOut : answered).increment();
  }

  @Override
  public void toolReplyDelayed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {
    repliesDelayed.increment();
    LOG.debugf("reply for request %s (task %s) is delayed: %s", id, taskId, outcome.describe());
  }

  @Override
  public void defect(String where, Throwable cause) {
    defects.increment();
    LOG.errorf(cause, "%s failed: this is a defect of the bridge", where);
  }

  /** {@code accepted}, {@code refused}, {@code not_sent}, {@code credits_exhausted}, ... */
  private static String word(ApiOutcome<?> outcome) {
    return outcome instanceof ApiOutcome.Ok<?>
        ? "accepted"
        : outcome
            .getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
            .toLowerCase(Locale.ROOT);
  }

  private Counter reconciliations(String conclusion) {
    return Counter.builder("bridge.submissions.reconciled")
        .description("Submissions without a clear answer by what was found out")
        .tag("conclusion", conclusion)
        .register(registry);
  }

  private Counter answered(String by) {
    return Counter.builder("bridge.tool.calls.answered")
        .description("Tool calls that the API has an answer to, a worker's or the bridge's own")
        .tag("by", by)
        .register(registry);
  }

  private Counter submissions(String outcome) {
    return Counter.builder("bridge.submissions")
        .description("Submissions to the task API by what came of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private static boolean isAt(GateLog gate, Door door) {
    return gate.last() != null && gate.last().door() == door;
  }
}
