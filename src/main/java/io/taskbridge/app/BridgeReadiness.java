package io.taskbridge.app;

import io.taskbridge.kafka.KafkaBridge;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.polling.Poller;
import io.taskbridge.submission.Submitter;
import io.taskbridge.task.ApiGate;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the topics are there, the group has told what is ours and all of that is restored. An
 * API that lets nobody in does not make the bridge unready, another replica would fare no better:
 * it is told as data.
 */
@Readiness
@Singleton
class BridgeReadiness implements HealthCheck {
  private static final long PATIENCE_MS = 1_000;

  private final Startup startup;
  private final KafkaBridge bridge;
  private final Ledger ledger;
  private final Submitter submitter;
  private final Poller poller;
  private final GateLog gate;
  private final BridgeThread thread;

  BridgeReadiness(
      Startup startup,
      KafkaBridge bridge,
      Ledger ledger,
      Submitter submitter,
      Poller poller,
      GateLog gate,
      BridgeThread thread) {
    this.startup = startup;
    this.bridge = bridge;
    this.ledger = ledger;
    this.submitter = submitter;
    this.poller = poller;
    this.gate = gate;
    this.thread = thread;
  }

  @Override
  public HealthCheckResponse call() {
    CompletableFuture<HealthCheckResponse> answer = new CompletableFuture<>();
    thread.execute(() -> answer.complete(look()));
    try {
      return answer.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException busy) {
      return down("the bridge's thread did not answer within " + PATIENCE_MS + " ms");
    } catch (ExecutionException e) {
      return down(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return down("interrupted");
    }
  }

  private HealthCheckResponse look() {
    // The group can assign before there is a topic: then nothing of it is ours, and nothing works.
    boolean ready =
        startup.topics().ready()
            && bridge.owner().assignedOnce()
            && bridge.owner().restoring() == 0
            && bridge.owner().missing() == 0;
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("task-bridge")
            .status(ready)
            .withData("topics", startup.topics().detail())
            .withData("partitions_owned", bridge.owner().owned())
            .withData("partitions_restoring", bridge.owner().restoring())
            .withData("partitions_missing", bridge.owner().missing())
            .withData("tasks_followed", poller.watched())
            .withData("tasks_at_api", ledger.occupiedSlots())
            .withData("submissions_in_air", submitter.inAir())
            .withData("submissions_unclear", submitter.unclear());
    ApiGate.State state = gate.last();
    if (state == null || state.door() == ApiGate.Door.OPEN) {
      response.withData("api", "open");
    } else {
      response
          .withData("api", state.door().name().toLowerCase(java.util.Locale.ROOT))
          .withData("api_since", state.since().toString())
          .withData("api_detail", state.detail());
    }
    return response.build();
  }

  private static HealthCheckResponse down(String why) {
    return HealthCheckResponse.named("task-bridge").down().withData("reason", why).build();
  }
}
