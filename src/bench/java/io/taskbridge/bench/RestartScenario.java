package io.taskbridge.bench;

import java.util.Map;
import java.util.function.Consumer;

/** A bridge that is killed with many tasks in flight, and how long the next one takes to go on. */
final class RestartScenario implements Scenario {
  @Override
  public void run(BenchOptions options, Consumer<Figures> report) throws Exception {
    int tasks = options.mostStanding();
    Map<String, String> settings = StandingScenario.settings(options.sweep());
    try (Stage stage = new Stage(options, "restart", StandingLoad.WAITING)) {
      double empty;
      try (Bridge bridge = stage.startBridge(settings)) {
        empty = bridge.awaitReady();
        try (StandingLoad load = new StandingLoad(stage)) {
          load.growTo(tasks);
        }
        bridge.process().kill();
      }
      try (Bridge bridge = stage.startBridge(settings)) {
        double ready = bridge.awaitReady(tasks);
        Usage usage = bridge.process().usage();
        report.accept(
            new Figures("restart")
                .put("tasks", tasks)
                .put("start_to_ready_empty_ms", empty)
                .put("start_to_ready_ms", ready)
                .put("cpu_s", usage.cpuSeconds())
                .put("rss_mib", usage.rssMib())
                .put("log", bridge.process().said("restored with").orElse("").trim()));
      }
    }
  }
}
