package io.taskbridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Tasks that end at once, from the first request that is written to the last result that is read,
 * beside what bare clients do with the same broker and the same API.
 */
final class ThroughputScenario implements Scenario {
  /** The answer to the submission says running; the next question finds the end and all links. */
  private static final String INSTANT =
      """
      {"wait_ms": 0, "run_ms": 0, "recording_ms": 0, "downloads_ms": 0}\
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final int RAW_CONNECTIONS = 64;
  private static final String TRANSACTIONS = "bridge_transaction_seconds_count";
  private static final String RECORDS = "bridge_transaction_records_sum";

  /** Intent, running, ended; two statuses and the result, with one to spare. */
  private static final int RECORDS_PER_TASK = 7;

  private static final int RECORDS_PER_TRANSACTION = 200;

  @Override
  public void run(BenchOptions options, Consumer<Figures> report) throws Exception {
    try (Stage stage = new Stage(options, "throughput", INSTANT)) {
      Figures raw = raw(stage);
      report.accept(raw);
      stage.api().forget();
      try (Bridge bridge = stage.startBridge(Map.of())) {
        bridge.awaitReady();
        Figures warmUp = new Figures("throughput of a bridge that has just started");
        pass(stage, "warm-", options.tasks(), warmUp, bridge);
        report.accept(warmUp);
        // Not before the compilers of all three processes have found rest.
        for (int i = 1; i < options.warmUps(); i++) {
          pass(stage, "warm-" + i + "-", options.tasks(), new Figures("warm-up"), bridge);
        }
        Figures figures = new Figures("throughput").put("warm_ups", options.warmUps());
        pass(stage, "task-", options.tasks(), figures, bridge);
        figures.put("of_raw_posts", figures.number("tasks_per_s") / raw.number("post_per_s"));
        double callSeconds =
            options.tasks() / raw.number("post_per_s") + options.tasks() / raw.number("get_per_s");
        figures.put("of_raw_posts_and_gets", callSeconds / figures.number("seconds"));
        double rawSeconds = callSeconds + raw.number("records") / raw.number("records_per_s");
        figures.put("of_all_raw_work", rawSeconds / figures.number("seconds"));
        figures.put(
            "of_raw_records",
            figures.number("tasks_per_s")
                * figures.number("records_per_task")
                / raw.number("records_per_s"));
        report.accept(figures);
      }
    }
  }

  private static Figures raw(Stage stage) throws Exception {
    int tasks = stage.options().tasks();
    int connections = connections(stage.options());
    Usage apiBefore = stage.apiUsage();
    try (ChildJvm child =
        ChildJvm.ofClass(
            "throughput-raw",
            stage.options().folder(),
            List.of("-Xmx" + stage.options().heap()),
            RawLoad.class,
            stage.api().baseUrl(),
            stage.bootstrapServers(),
            Integer.toString(tasks),
            Integer.toString(connections),
            Integer.toString(RECORDS_PER_TASK),
            Integer.toString(RECORDS_PER_TRANSACTION),
            Integer.toString(stage.options().warmUps()))) {
      JsonNode found = new ObjectMapper().readTree(child.await("figures", PATIENCE));
      return new Figures("raw limits")
          .put("calls", tasks)
          .put("warm_ups", stage.options().warmUps())
          .put("connections", connections)
          .put("post_per_s", found.path("post_per_s").asDouble())
          .put("get_per_s", found.path("get_per_s").asDouble())
          .put("cpu_ms_per_post_and_get", found.path("cpu_ms_per_post_and_get").asDouble())
          .put(
              "api_cpu_ms_per_post_and_get_with_warm_up",
              (stage.apiUsage().cpuSeconds() - apiBefore.cpuSeconds())
                  * 1000
                  / ((1.0 + stage.options().warmUps()) * tasks))
          .put("records", found.path("records").asLong())
          .put("records_per_transaction", RECORDS_PER_TRANSACTION)
          .put("records_per_s", found.path("records_per_s").asDouble());
    }
  }

  /** As many as the bridge has submissions under way; more where that is left to its default. */
  private static int connections(BenchOptions options) {
    return options.connections() > 0 ? options.connections() : RAW_CONNECTIONS;
  }

  private static void pass(Stage stage, String prefix, int tasks, Figures figures, Bridge bridge) {
    long[] writtenAt = new long[tasks];
    AtomicInteger results = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    AtomicLong lastAt = new AtomicLong();
    Histogram latency = Figures.histogram();
    Map<String, Integer> callsBefore = stage.api().calls();
    Usage before = bridge.process().usage();
    Usage brokerBefore = stage.brokerUsage();
    Usage apiBefore = stage.apiUsage();
    CpuSplit splitBefore = bridge.process().cpuSplit();
    double othersCompilersBefore = stage.compilerSeconds();
    double transactionsBefore = bridge.metric(TRANSACTIONS);
    double recordsBefore = bridge.metric(RECORDS);
    long began;
    try (OutputReader reader =
            new OutputReader(
                stage.bootstrapServers(),
                List.of("task-results"),
                (key, record, readAt) -> {
                  if (!key.startsWith(prefix)) {
                    return;
                  }
                  int number = Integer.parseInt(key.substring(prefix.length()));
                  latency.recordValue(Math.max(0, readAt - writtenAt[number]) / 1_000);
                  if (!new String(record.value()).contains("\"status\":\"done\"")) {
                    others.incrementAndGet();
                  }
                  lastAt.set(readAt);
                  results.incrementAndGet();
                });
        RequestWriter writer = new RequestWriter(stage.bootstrapServers())) {
      began = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        writtenAt[i] = System.nanoTime();
        writer.task(prefix + i);
      }
      writer.flush();
      Await.until(
          tasks + " results",
          PATIENCE,
          () -> {
            bridge.process().requireAlive();
            return results.get() >= tasks;
          });
    }
    double seconds = (lastAt.get() - began) / 1e9;
    Usage after = bridge.process().usage();
    double cpu = after.cpuSeconds() - before.cpuSeconds();
    CpuSplit split = bridge.process().cpuSplit();
    double transactions = bridge.metric(TRANSACTIONS) - transactionsBefore;
    double records = bridge.metric(RECORDS) - recordsBefore;
    Map<String, Integer> calls = ApiRemote.between(callsBefore, stage.api().calls());
    int beside =
        calls.entrySet().stream()
            .filter(e -> !e.getKey().equals("submit"))
            .mapToInt(Map.Entry::getValue)
            .sum();
    figures
        .put("tasks", tasks)
        .put("not_done", others.get())
        .put("seconds", seconds)
        .put("tasks_per_s", tasks / seconds)
        .put("latency", latency)
        .put("cpu_s", cpu)
        .put("cpu_ms_per_task", cpu * 1000 / tasks);
    split.putSince(splitBefore, tasks, figures);
    figures
        .put("transactions", transactions)
        .put("tasks_per_transaction", tasks / transactions)
        .put("records_per_task", records / tasks)
        .put("broker_cpu_s", stage.brokerUsage().cpuSeconds() - brokerBefore.cpuSeconds())
        .put("api_cpu_s", stage.apiUsage().cpuSeconds() - apiBefore.cpuSeconds())
        .put("others_compilers_cpu_s", stage.compilerSeconds() - othersCompilersBefore)
        .put("rss_before_mib", before.rssMib())
        .put("rss_after_mib", after.rssMib())
        .put("rss_peak_mib", after.peakMib())
        .calls(calls)
        .put("api_calls_beside_post_per_task", beside / (double) tasks);
  }
}
