package io.taskbridge.app;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.taskbridge.kafka.KafkaBridge;
import io.taskbridge.publication.Retention;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What happens again and again. The work itself is done on the bridge's thread. */
@Singleton
class Schedule {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final BridgeThread thread;
  private final KafkaBridge bridge;
  private final Retention retention;
  private final BridgeState state;
  private final SummaryLog summary;

  Schedule(
      BridgeThread thread,
      KafkaBridge bridge,
      Retention retention,
      BridgeState state,
      SummaryLog summary) {
    this.thread = thread;
    this.bridge = bridge;
    this.retention = retention;
    this.state = state;
    this.summary = summary;
  }

  /** Takes what is due: polls, retries, tool time-outs, probes; then looks where things stand. */
  void start() {
    thread.every(TICK, thread::tick);
    thread.every(TICK, bridge::tick);
    thread.every(TICK, state::look);
  }

  /** Says what moved, and what waits. */
  @Scheduled(
      identity = "summary",
      every = "${bridge.summary-interval:PT1M}",
      delayed = "${bridge.summary-interval:PT1M}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void summarise() {
    summary.say();
  }

  /** Forgets requests that ended long ago. */
  @Scheduled(identity = "retention", every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
  void forget() {
    thread.execute(retention::tick);
  }
}
