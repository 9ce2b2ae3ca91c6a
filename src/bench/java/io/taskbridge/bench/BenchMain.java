package io.taskbridge.bench;

import io.taskbridge.bench.BenchOptions.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Runs scenarios and writes down what they find. */
public final class BenchMain {
  private BenchMain() {}

  /**
   * @param args see {@link BenchOptions}; without any, everything is measured at full size
   */
  public static void main(String[] args) throws Exception {
    BenchOptions options;
    try {
      options = BenchOptions.parse(args);
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    if (!Files.isRegularFile(options.jar())) {
      System.err.println(options.jar() + " is missing: run this with 'mvn -q -Pbench'");
      System.exit(2);
    }
    Files.createDirectories(options.folder());
    for (String name : options.scenarios()) {
      scenario(name).run(options, figures -> report(options, figures));
    }
    // What was started by libraries may still run; all of ours has ended.
    System.exit(0);
  }

  private static Scenario scenario(String name) {
    return switch (name) {
      case "micro" -> new MicroScenario();
      case "throughput" -> new ThroughputScenario();
      case "standing" -> new StandingScenario();
      case "restart" -> new RestartScenario();
      case "start" -> new StartScenario();
      case "tools" -> new ToolCallScenario();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void report(BenchOptions options, Figures figures) {
    figures
        .put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("java", Runtime.version().toString())
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    System.out.print(figures.table());
    System.out.println(figures.json());
    try {
      Path results = options.folder().resolve("results.jsonl");
      Files.writeString(
          results, figures.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
