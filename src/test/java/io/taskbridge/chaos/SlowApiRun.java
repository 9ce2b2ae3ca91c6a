package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.sandbox.api.RecordedTask;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Every answer of the API takes long, while tools are called and requests pile up. */
final class SlowApiRun {
  /** A reply has no reason to wait for answers to other calls. */
  static final Duration REPLY_WITHIN = Duration.ofSeconds(5);

  /** A heap of 256 MiB, and what a JVM with its clients needs beside it. */
  static final double MOST_RSS_MIB = 600;

  private static final int REPLICAS = 3;
  private static final int WITH_TOOLS = 12;
  private static final int PILE = 600;
  private static final int ROUNDS = 4;

  private SlowApiRun() {}

  /**
   * What was seen.
   *
   * @param rebalances that a replica told of after the API became slow
   * @param answeredMeanwhile tool calls that got their reply while the API was slow
   * @param slowestReply from a worker's reply to the API
   * @param mostRssMib resident memory of the largest replica
   */
  record Evidence(
      Duration slowness,
      long rebalances,
      int answeredMeanwhile,
      Duration slowestReply,
      double mostRssMib,
      List<Finding> findings) {}

  static Evidence run(Duration slowness) throws Exception {
    Map<String, String> settings = Map.of("BRIDGE_API_REQUEST_TIMEOUT", "PT60S");
    ConcurrentMap<String, Long> repliedAtMs = new ConcurrentHashMap<>();
    AtomicReference<Consumer<Output>> listener = new AtomicReference<>(output -> {});
    try (FlowStage stage =
            FlowStage.start(
                "slow-api", REPLICAS, settings, output -> listener.get().accept(output));
        ToolWorker worker = new ToolWorker(stage.bootstrapServers(), 1)) {
      listener.set(
          output -> {
            worker.accept(output);
            if (output.topic().equals(ChaosTopics.TOOL_REQUESTS)) {
              repliedAtMs.putIfAbsent(output.text("call_id"), System.currentTimeMillis());
            }
          });
      for (int number = 0; number < WITH_TOOLS; number++) {
        stage.send("tool-" + number, SentRequest.Kind.TOOLS, calling(slowness));
      }
      Waiting.until("tasks with tools", () -> stage.open().size() >= WITH_TOOLS);
      long before = rebalances(stage);

      stage
          .api()
          .addFaults(
              "{\"op\":\"any\",\"kind\":\"slow\",\"when\":\"after\",\"ms\":"
                  + slowness.toMillis()
                  + "}");
      for (int number = 0; number < PILE; number++) {
        stage.send(
            "pile-" + number,
            SentRequest.Kind.PLAIN,
            FlowStage.script().put("sandbox.wait_ms", 0).put("sandbox.run_ms", 300));
      }
      double[] rss = {0};
      Waiting.atMost(
          slowness.multipliedBy(ROUNDS),
          () -> {
            rss[0] = Math.max(rss[0], stage.mostRssMib());
            return false;
          });
      int answered = (int) replies(stage).count();
      long rebalances = rebalances(stage) - before;
      stage.api().clearFaults();
      List<Finding> findings = stage.judge();
      long slowest =
          replies(stage)
              .filter(reply -> repliedAtMs.containsKey(reply.id()))
              .mapToLong(reply -> reply.atMs() - repliedAtMs.get(reply.id()))
              .max()
              .orElse(0);
      return new Evidence(
          slowness, rebalances, answered, Duration.ofMillis(slowest), rss[0], findings);
    }
  }

  /** The call comes once the API is slow. */
  private static ObjectNode calling(Duration slowness) {
    ObjectNode script = FlowStage.script().put("sandbox.wait_ms", 0).put("sandbox.run_ms", 300);
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("name", "lookup");
    call.put("after_ms", Math.max(4_000, slowness.toMillis() / 2));
    return script.put("sandbox.tools", JsonNodeFactory.instance.arrayNode().add(call).toString());
  }

  private static Stream<RecordedTask.Reply> replies(FlowStage stage) {
    return stage.api().tasks().stream()
        .flatMap(task -> task.replies().stream())
        .filter(RecordedTask.Reply::accepted);
  }

  /** How often the replicas said what they own. */
  private static long rebalances(FlowStage stage) throws IOException {
    long count = 0;
    for (Replica replica : stage.replicas()) {
      count +=
          Files.readAllLines(replica.log()).stream()
              .filter(line -> line.contains("(generation "))
              .count();
    }
    return count;
  }
}
