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
import java.util.Locale;
import org.jboss.logging.Logger;

/** Counts what the flows do. No ids as labels: they would never end. */
@Singleton
class BridgeMetrics implements Monitor {
  private static final Logger LOG = Logger.getLogger("io.taskbridge.flow");

  private final MeterRegistry registry;
  private final Counter requests;
  private final Counter duplicates;
  private final Counter answered;
  private final Counter timedOut;

  BridgeMetrics(MeterRegistry registry, GateLog gate) {
    this.registry = registry;
    this.requests = registry.counter("bridge.requests");
    this.duplicates = registry.counter("bridge.requests.duplicate");
    this.answered = registry.counter("bridge.tool.calls.answered", "by", "reply");
    this.timedOut = registry.counter("bridge.tool.calls.answered", "by", "timeout");
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
    registry.counter("bridge.submissions", "outcome", word(outcome)).increment();
  }

  @Override
  public void reconciled(String conclusion) {
    registry.counter("bridge.submissions.reconciled", "conclusion", conclusion).increment();
  }

  @Override
  public void pollFailed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {
    registry.counter("bridge.polls.failed").increment();
    LOG.debugf("poll of request %s (task %s) failed: %s", id, taskId, outcome.describe());
  }

  @Override
  public void toolCallAnswered(boolean byTimeout) {
    (byTimeout ? timedOut : answered).increment();
  }

  @Override
  public void toolReplyDelayed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {
    registry.counter("bridge.tool.replies.delayed").increment();
    LOG.debugf("reply for request %s (task %s) is delayed: %s", id, taskId, outcome.describe());
  }

  @Override
  public void defect(String where, Throwable cause) {
    registry.counter("bridge.defects").increment();
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

  private static boolean isAt(GateLog gate, Door door) {
    return gate.last() != null && gate.last().door() == door;
  }
}
