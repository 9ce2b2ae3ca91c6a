package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.container.BridgeContainer;
import io.taskbridge.container.ComposeStack;
import io.taskbridge.container.ImageFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The image of the bridge, with Kafka and the simulated API as deploy/compose.yaml has them. */
class ContainerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final Duration SILENCE = Duration.ofSeconds(7);
  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;

  /** Else five tasks at once, for minutes. */
  private static final Map<String, String> BUSY = Map.of("BRIDGE_MAX_IN_FLIGHT", "200");

  /** What nobody can tell after a crash is then looked up within seconds, not a minute. */
  private static final Map<String, String> BUSY_AND_QUICK =
      Map.of(
          "BRIDGE_MAX_IN_FLIGHT", "200",
          "BRIDGE_API_REQUEST_TIMEOUT", "PT2S",
          "BRIDGE_API_CONNECT_TIMEOUT", "PT1S",
          "BRIDGE_SUBMIT_LEASE", "PT1S");

  @Test
  void shouldDoTheMainJobConfinedAndGoInOrder() throws Exception {
    try (ComposeStack stack = ComposeStack.start(BUSY)) {
      shouldHaveNoRights(stack.bridge());

      List<Output> outputs = shouldKeepEveryPromise(stack, 1_000, 500, () -> null);

      assertThat(outputs)
          .filteredOn(output -> output.topic().equals(ChaosTopics.RESULTS))
          .extracting(output -> output.text("status"))
          .containsOnly("done", "failed", "rejected");
      shouldHaveLoggedNoTrouble(stack.bridge());
      assertThat(stack.bridge().stop()).isIn(0, TERMINATED);
      System.out.println(ImageFigures.of(stack.bridgeImage(), stack.startAgain()));
    }
  }

  @Test
  void shouldKeepEveryPromiseWhenTheContainerIsKilledAndAnotherStarts() throws Exception {
    try (ComposeStack stack = ComposeStack.start(BUSY_AND_QUICK)) {
      shouldKeepEveryPromise(
          stack,
          300,
          30,
          () -> {
            assertThat(stack.bridge().kill()).isEqualTo(KILLED);
            return stack.startAgain();
          });
    }
  }

  /** As the kernel sees the process, not as somebody asked for. */
  private static void shouldHaveNoRights(BridgeContainer bridge) throws Exception {
    assertThat(bridge.processStatus())
        .contains(
            "Uid:\t10001\t10001\t10001\t10001",
            "Gid:\t10001\t10001\t10001\t10001",
            "CapPrm:\t0000000000000000",
            "CapEff:\t0000000000000000",
            "CapBnd:\t0000000000000000",
            "NoNewPrivs:\t1");
    assertThat(bridge.run("touch /tmp/there")).isZero();
    assertThat(bridge.run("touch /opt/task-bridge/there")).isNotZero();
    assertThat(bridge.run("grep -q ' / [^ ]* ro[, ]' /proc/self/mountinfo")).isZero();
  }

  private static void shouldHaveLoggedNoTrouble(BridgeContainer bridge) {
    assertThat(bridge.log()).isNotEmpty().noneMatch(line -> line.matches("^\\S+ \\S+ +ERROR .*"));
  }

  /**
   * Sends requests, and judges what came of them.
   *
   * @param rate of requests, a second
   * @param trouble made when a third of the requests has ended
   */
  private static List<Output> shouldKeepEveryPromise(
      ComposeStack stack, int count, double rate, Callable<?> trouble) throws Exception {
    ExecutorService traffic = Executors.newSingleThreadExecutor();
    String kafka = stack.bootstrapServers();
    try (Traffic requests = new Traffic(kafka, 1, count, rate);
        ToolWorker worker = new ToolWorker(kafka, 1);
        OutputReader reader = new OutputReader(kafka, worker::accept)) {
      Future<List<SentRequest>> sending = traffic.submit(requests::run);
      until("a third of the results", () -> reader.ended() >= count / 3);
      trouble.call();
      List<SentRequest> sent = sending.get();
      until("all results", () -> reader.ended() >= count);
      until("silence", () -> reader.silence().compareTo(SILENCE) > 0);

      List<PaidTask> tasks = stack.tasks().stream().map(PaidTask::of).toList();
      List<Finding> findings = new ArrayList<>(reader.violations());
      findings.addAll(Judge.judge(sent, reader.outputs(), tasks));
      assertThat(tasks).isNotEmpty();
      assertThat(findings).isEmpty();
      return reader.outputs();
    } finally {
      traffic.shutdownNow();
    }
  }

  private static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(PATIENCE).until(condition);
  }
}
