package io.taskbridge.bridge;

import io.taskbridge.sandbox.FreePort;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged bridge as a process of its own, configured by its environment alone. */
final class BridgeProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final int managementPort;
  private final int httpPort;

  private BridgeProcess(Process process, Path log, int managementPort, int httpPort) {
    this.process = process;
    this.log = log;
    this.managementPort = managementPort;
    this.httpPort = httpPort;
  }

  /** What a bridge needs to find both sides. */
  static Map<String, String> environment(String bootstrapServers, String apiUrl) {
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS",
        bootstrapServers,
        "BRIDGE_API_URL",
        apiUrl,
        "BRIDGE_API_KEY",
        SimulatedTaskApi.DEFAULT_KEY,
        "BRIDGE_INSTANCE_ID",
        "it",
        "BRIDGE_TOPICS_PARTITIONS",
        "3",
        "BRIDGE_POLL_INTERVAL",
        "PT0.2S");
  }

  /**
   * Starts it and returns at once.
   *
   * @param name of its log, in the build's folder
   */
  static BridgeProcess start(String name, Map<String, String> environment) {
    return start(name, environment, List.of());
  }

  /** Runs a verb of the command line to its end, and returns all that it said. */
  static String run(String name, Map<String, String> environment, String... arguments) {
    try (BridgeProcess verb = start(name, environment, List.of(arguments))) {
      verb.awaitEnd();
      return String.join("\n", verb.lines());
    }
  }

  private static BridgeProcess start(
      String name, Map<String, String> environment, List<String> arguments) {
    String jar = System.getProperty("bridge.jar");
    if (jar == null) {
      throw new AssertionError("bridge.jar is not set: run this with 'mvn verify'");
    }
    int managementPort = FreePort.free();
    int httpPort = FreePort.free();
    try {
      Path folder = Files.createDirectories(Path.of("target", "bridge-logs"));
      Path log = folder.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx256m",
                  "-jar",
                  jar)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.command().addAll(arguments);
      builder.environment().keySet().removeIf(BridgeProcess::isOurs);
      builder.environment().putAll(environment);
      builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
      builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(httpPort));
      builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
      builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
      return new BridgeProcess(builder.start(), log, managementPort, httpPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(String variable) {
    return List.of("BRIDGE_", "KAFKA_", "QUARKUS_", "OTEL_", "JAVA_TOOL_").stream()
        .anyMatch(variable::startsWith);
  }

  /** Where people look at it, with a slash at the end. */
  String pageUrl() {
    return "http://127.0.0.1:" + httpPort + "/";
  }

  /** Host and port of health and metrics. */
  String managementAddress() {
    return "127.0.0.1:" + managementPort;
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** What readiness says; down while nobody answers. */
  Health ready() {
    return health("ready");
  }

  /** What liveness says; down while nobody answers. */
  Health live() {
    return health("live");
  }

  private Health health(String kind) {
    try {
      return Health.of("http://127.0.0.1:" + managementPort + "/q/health/" + kind);
    } catch (IOException nobodyAnswers) {
      return new Health(0, Json.object());
    }
  }

  BridgeProcess awaitReady() {
    Outputs.until("a ready bridge; see " + log, () -> requireRunning().ready().isUp());
    return this;
  }

  private BridgeProcess requireRunning() {
    if (!isRunning()) {
      throw new AssertionError("the bridge has ended: " + lines());
    }
    return this;
  }

  /** Asks it to end, as an orchestrator does, and waits for it. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  /** Waits until it has ended by itself and returns its exit code. */
  int awaitEnd() {
    try {
      if (!process.waitFor(Outputs.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the bridge does not end; see " + log);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** All that it wrote so far. */
  List<String> lines() {
    try {
      return Files.readAllLines(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it wrote that somebody should look at: all but its news; of a stack trace the head. */
  List<String> loudLines() {
    List<String> loud = new ArrayList<>();
    boolean belongsToALoudOne = false;
    for (String line : lines()) {
      boolean head = line.matches("\\d{4}-\\S+ \\S+ +[A-Z]+ .*");
      boolean news = line.matches("\\S+ \\S+ +(INFO|DEBUG) .*");
      if (head ? !news : !belongsToALoudOne) {
        loud.add(line);
      }
      belongsToALoudOne = head ? !news : belongsToALoudOne;
    }
    return loud;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}
