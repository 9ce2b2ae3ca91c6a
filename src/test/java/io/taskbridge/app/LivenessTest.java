package io.taskbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.taskbridge.bridge.SandboxResource;
import io.taskbridge.kafka.KafkaEdge;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Liveness;
import org.junit.jupiter.api.Test;

/** The threads of a bridge that works are stopped for real; only the patience is shorter. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class LivenessTest {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Startup startup;
  @Inject BridgeState state;
  @Inject KafkaEdge edge;
  @Inject BridgeThread thread;
  @Inject KafkaClientService clients;

  @Inject @Liveness BridgeLiveness theBridges;

  @Test
  void shouldBeLiveAndTellWhatItSees() {
    HealthCheckResponse answer = theBridges.call();

    assertThat(answer.getStatus()).isEqualTo(Status.UP);
    assertThat(data(answer))
        .containsKeys("bridge_thread_quiet_seconds", "polled_seconds_ago")
        .containsEntry("log_thread", "alive");
  }

  @Test
  void shouldNotBeLiveWhileTheThreadOfAllFlowsStandsStill() {
    BridgeLiveness impatient = new BridgeLiveness(startup, state, edge, SHORT, LONG);

    shouldNoticeAndRecover(impatient, thread::execute, "bridge_thread_quiet_seconds");
  }

  @Test
  void shouldNotBeLiveWhileTheThreadThatReadsRecordsStandsStill() {
    BridgeLiveness impatient = new BridgeLiveness(startup, state, edge, LONG, SHORT);

    shouldNoticeAndRecover(
        impatient,
        blocked ->
            clients
                .getConsumer("intake")
                .runOnPollingThread(
                    (Consumer<org.apache.kafka.clients.consumer.Consumer<Object, Object>>)
                        consumer -> blocked.run())
                .subscribe()
                .with(done -> {}),
        "polled_seconds_ago");
  }

  private static void shouldNoticeAndRecover(
      BridgeLiveness liveness, Consumer<Runnable> onTheThread, String told) {
    await().atMost(PATIENCE).until(() -> liveness.call().getStatus() == Status.UP);
    CountDownLatch released = new CountDownLatch(1);
    try {
      onTheThread.accept(() -> waitFor(released));

      await().atMost(PATIENCE).until(() -> liveness.call().getStatus() == Status.DOWN);
      assertThat((Long) data(liveness.call()).get(told)).isGreaterThan(SHORT.toSeconds());
    } finally {
      released.countDown();
    }
    await().atMost(PATIENCE).until(() -> liveness.call().getStatus() == Status.UP);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, Object> data(HealthCheckResponse answer) {
    return answer.getData().orElseThrow();
  }
}
