package io.taskbridge.chaos;

import io.taskbridge.sandbox.api.RecordedTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code BRIDGE_MAX_IN_FLIGHT} with three replicas. The tasks run until they are ended by hand, so
 * that every slot that is free is seen as a task that is missing at the API.
 */
final class CapacityRun {
  static final int SLOTS = 50;
  private static final int REPLICAS = 3;
  private static final int REQUESTS = 260;
  private static final int ENDED_WHILE_ONE_IS_GONE = 30;

  private CapacityRun() {}

  /**
   * What was seen.
   *
   * @param mostOpen tasks at the API at once, by its own count over the whole run
   * @param openWithAllReplicas tasks once nothing moved any more
   * @param openAfterReplacement the same after a replica was killed, many tasks ended, and it was
   *     replaced
   * @param killedInFlow whether another one was killed while submissions were under way
   */
  record Evidence(
      int mostOpen,
      int openWithAllReplicas,
      int openAfterReplacement,
      boolean killedInFlow,
      long ambiguous,
      List<Finding> findings) {}

  static Evidence run() throws Exception {
    Map<String, String> settings =
        Map.of(
            "BRIDGE_MAX_IN_FLIGHT", Integer.toString(SLOTS), "BRIDGE_API_REQUEST_TIMEOUT", "PT10S");
    try (FlowStage stage = FlowStage.start("capacity", REPLICAS, settings, output -> {})) {
      for (int number = 0; number < REQUESTS; number++) {
        stage.send(
            "full-" + number,
            SentRequest.Kind.PLAIN,
            FlowStage.script().put("sandbox.wait_ms", 0).put("sandbox.run_ms", -1));
      }
      Waiting.until("all slots in use", () -> stage.open().size() >= SLOTS);
      int full = stage.open().size();

      stage.kill(0);
      stage.open().stream().limit(ENDED_WHILE_ONE_IS_GONE).forEach(task -> finish(stage, task));
      stage.replace(0);
      stage.awaitReady();
      Waiting.until("all slots in use again", () -> stage.open().size() >= SLOTS);
      int fullAgain = stage.open().size();

      boolean killed = drainAndKill(stage);
      List<Finding> findings = stage.judge();
      return new Evidence(stage.mostOpen(), full, fullAgain, killed, stage.ambiguous(), findings);
    }
  }

  /** Ends whatever is open until nothing is left, and kills a replica in the middle of it. */
  private static boolean drainAndKill(FlowStage stage) throws Exception {
    Set<String> ended = new HashSet<>();
    int before = stage.reader().ended();
    boolean[] killed = {false};
    Waiting.until(
        "the end of all",
        () -> {
          stage.open().stream()
              .filter(task -> ended.add(task.id()))
              .forEach(task -> finish(stage, task));
          if (!killed[0] && stage.reader().ended() > before + SLOTS) {
            killed[0] = true;
            stage.kill(1);
            stage.replace(1);
          }
          return stage.reader().ended() >= REQUESTS;
        });
    return killed[0];
  }

  private static void finish(FlowStage stage, RecordedTask task) {
    try {
      stage.finish(task);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
