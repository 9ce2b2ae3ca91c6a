package io.taskbridge.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tasks that wait: what following them costs, and how soon the end of one is known. One bridge, one
 * step after the other.
 */
final class StandingScenario implements Scenario {
  private static final int ENDED = 100;
  private static final double SECONDS_PER_MINUTE = 60;
  private static final double TASKS_PER_PAGE = 128;

  /**
   * The bridge's settings for a sweep of this length.
   *
   * @param sweep between two looks at a waiting task, young or old
   */
  static Map<String, String> settings(String sweep) {
    return Map.of("BRIDGE_POLL_INTERVAL", sweep, "BRIDGE_POLL_LONGEST_INTERVAL", sweep);
  }

  @Override
  public void run(BenchOptions options, Consumer<Figures> report) throws Exception {
    List<CostChart.Point> points = new ArrayList<>();
    try (Stage stage = new Stage(options, "standing", StandingLoad.WAITING);
        Bridge bridge = stage.startBridge(settings(options.sweep()))) {
      bridge.awaitReady();
      try (StandingLoad load = new StandingLoad(stage)) {
        // What the first task brings with it, classes above all, is not the cost of a task.
        int first = options.standing().get(0) / 2;
        load.growTo(first);
        long heapOfFirst = bridge.process().liveHeapBytes();
        for (int tasks : options.standing()) {
          Figures figures = step(stage, bridge, load, tasks);
          long heap = bridge.process().liveHeapBytes();
          figures
              .put("live_heap_mib", heap / 1024.0 / 1024)
              .put("heap_bytes_per_task", (heap - heapOfFirst) / (double) (tasks - first));
          report.accept(figures);
          points.add(
              new CostChart.Point(
                  tasks, figures.number("cpu_cores"), figures.number("live_heap_mib")));
        }
      }
    }
    CostChart.write(options.folder().resolve("cost.svg"), points);
  }

  private static Figures step(Stage stage, Bridge bridge, StandingLoad load, int tasks) {
    int before = load.size();
    double filledIn = load.growTo(tasks);
    int seconds = stage.options().seconds();
    // Let what the submissions left behind be done first.
    Await.pause(seconds * 1000L / 3);
    Watched watched = new Watched(stage, bridge);
    Await.pause(seconds * 1000L);
    Figures figures =
        new Figures("standing load")
            .put("tasks", tasks)
            .put("sweep", stage.options().sweep())
            .put("filled_per_s", (tasks - before) / filledIn);
    double elapsed = watched.putInto(figures);
    figures
        .put("cpu_s_per_minute", figures.number("cpu_cores") * SECONDS_PER_MINUTE)
        .put(
            "cpu_ms_per_task_and_minute",
            figures.number("cpu_cores") * SECONDS_PER_MINUTE * 1000 / tasks)
        .put("seconds", elapsed);
    double sweeps = elapsed / (Duration.parse(stage.options().sweep()).toMillis() / 1000.0);
    figures
        .put("sweeps", sweeps)
        .put(
            "pages_per_128_tasks_and_sweep",
            figures.number("api_list") * TASKS_PER_PAGE / (tasks * sweeps));
    return figures.put("detection", load.detect(Math.min(ENDED, tasks / 10), seconds));
  }
}
