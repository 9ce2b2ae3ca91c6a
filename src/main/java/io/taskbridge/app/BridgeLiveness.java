package io.taskbridge.app;

import io.taskbridge.kafka.KafkaEdge;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalLong;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Not live when a thread that everything depends on is dead or stands still: only a new process
 * helps then. What the API or Kafka are doing never matters here, a restart would not mend them.
 */
@Liveness
@Singleton
class BridgeLiveness implements HealthCheck {
  /** It looks every second; nothing that it does takes anywhere near as long. */
  static final Duration BRIDGE_THREAD = Duration.ofMinutes(1);

  /** A rebalance may hold it up for the drain, twice, and for a question that Kafka lets wait. */
  static final Duration POLLING_THREAD = Duration.ofMinutes(4);

  private final Startup startup;
  private final BridgeState state;
  private final KafkaEdge edge;
  private final Duration bridgeThread;
  private final Duration pollingThread;

  @Inject
  BridgeLiveness(Startup startup, BridgeState state, KafkaEdge edge) {
    this(startup, state, edge, BRIDGE_THREAD, POLLING_THREAD);
  }

  /**
   * @param bridgeThread how long the bridge's thread may stand still
   * @param pollingThread how long the thread that reads records may
   */
  BridgeLiveness(
      Startup startup,
      BridgeState state,
      KafkaEdge edge,
      Duration bridgeThread,
      Duration pollingThread) {
    this.startup = startup;
    this.state = state;
    this.edge = edge;
    this.bridgeThread = bridgeThread;
    this.pollingThread = pollingThread;
  }

  @Override
  public HealthCheckResponse call() {
    // Not by the time of day: whoever sets it back would make a thread look alive that is not.
    Long looked = state.seen().nanos();
    long quiet = looked == null ? 0 : Duration.ofNanos(System.nanoTime() - looked).toSeconds();
    OptionalLong polled = edge.secondsSincePoll();
    boolean live =
        !startup.done()
            || (quiet <= bridgeThread.toSeconds()
                && edge.isWriting()
                && polled.orElse(0) <= pollingThread.toSeconds());
    return HealthCheckResponse.named("task-bridge")
        .status(live)
        .withData("bridge_thread_quiet_seconds", quiet)
        .withData("log_thread", edge.isWriting() ? "alive" : "dead")
        .withData("polled_seconds_ago", polled.orElse(-1))
        .build();
  }
}
