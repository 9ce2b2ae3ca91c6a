package io.taskbridge.app;

import io.taskbridge.kafka.KafkaEdge;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
  private final Clock clock = Clock.systemUTC();

  BridgeLiveness(Startup startup, BridgeState state, KafkaEdge edge) {
    this.startup = startup;
    this.state = state;
    this.edge = edge;
  }

  @Override
  public HealthCheckResponse call() {
    Instant looked = state.seen().at();
    long quiet = looked == null ? 0 : Duration.between(looked, clock.instant()).toSeconds();
    OptionalLong polled = edge.secondsSincePoll();
    boolean live =
        !startup.done()
            || (quiet <= BRIDGE_THREAD.toSeconds()
                && edge.isWriting()
                && polled.orElse(0) <= POLLING_THREAD.toSeconds());
    return HealthCheckResponse.named("task-bridge")
        .status(live)
        .withData("bridge_thread_quiet_seconds", quiet)
        .withData("log_thread", edge.isWriting() ? "alive" : "dead")
        .withData("polled_seconds_ago", polled.orElse(-1))
        .build();
  }
}
