package io.taskbridge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A start with topics that are there and nothing to restore: as the jar is, and with a class
 * archive as the image has it. In turns, so that a busy moment strikes both.
 */
final class StartScenario implements Scenario {
  private static final int TIMES = 5;
  private static final int TIMES_QUICK = 2;
  private static final int FEW_TASKS = 2_000;

  @Override
  public void run(BenchOptions options, Consumer<Figures> report) throws Exception {
    Path archive = options.folder().resolve("task-bridge.jsa").toAbsolutePath();
    try (Stage stage = new Stage(options, "start", StandingLoad.WAITING)) {
      makeArchive(stage, archive);
      int times = options.tasks() <= FEW_TASKS ? TIMES_QUICK : TIMES;
      Starts plain = new Starts();
      Starts archived = new Starts();
      for (int i = 0; i < times; i++) {
        plain.add(stage, List.of());
        archived.add(stage, List.of("-XX:SharedArchiveFile=" + archive));
      }
      report.accept(
          new Figures("start")
              .put("starts", times)
              .put("ready_ms", plain.readyMs / times)
              .put("ready_ms_with_archive", archived.readyMs / times)
              .put("cpu_s", plain.cpuSeconds / times)
              .put("cpu_s_with_archive", archived.cpuSeconds / times)
              .put("rss_mib", plain.rssMib / times)
              .put("rss_mib_with_archive", archived.rssMib / times)
              .put("archive_mib", Files.size(archive) / 1024.0 / 1024));
    }
  }

  /** The classes of one start, written down when it ends. */
  private static void makeArchive(Stage stage, Path archive) throws IOException {
    Files.deleteIfExists(archive);
    List<String> writing = List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off");
    try (Bridge bridge = stage.startBridge(Map.of(), writing)) {
      bridge.awaitReady();
    }
    if (!Files.isRegularFile(archive)) {
      throw new IllegalStateException("the JVM wrote no class archive; see its log");
    }
  }

  /** Sums over starts. */
  private static final class Starts {
    private double readyMs;
    private double cpuSeconds;
    private double rssMib;

    private void add(Stage stage, List<String> jvmOptions) {
      try (Bridge bridge = stage.startBridge(Map.of(), jvmOptions)) {
        readyMs += bridge.awaitReady();
        Usage usage = bridge.process().usage();
        cpuSeconds += usage.cpuSeconds();
        rssMib += usage.rssMib();
      }
    }
  }
}
