package io.taskbridge.chaos;

import io.taskbridge.sandbox.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of the packaged bridge. Started again under the same name it is another object. */
final class Replica {
  private static final int KILLED = 128 + 9;
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(40);

  private final String name;
  private final int managementPort;
  private final Path log;
  private final Process process;
  private final long startedMs = System.currentTimeMillis();
  private volatile boolean frozen;
  private volatile Map<String, Double> counters = Map.of();
  private volatile long readyAfterMs = -1;

  private Replica(String name, int managementPort, Path log, Process process) {
    this.name = name;
    this.managementPort = managementPort;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param name its instance id
   * @param log takes what it prints
   */
  static Replica start(String name, String bootstrapServers, String apiUrl, Path log) {
    return start(name, bootstrapServers, apiUrl, log, List.of(), Map.of());
  }

  /**
   * Starts a process.
   *
   * @param name its instance id
   * @param log takes what it prints
   * @param options for its JVM
   * @param settings that differ from those of all replicas
   */
  static Replica start(
      String name,
      String bootstrapServers,
      String apiUrl,
      Path log,
      List<String> options,
      Map<String, String> settings) {
    int port = FreePort.free();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.add("-jar");
    command.add(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers),
                Map.entry("BRIDGE_API_URL", apiUrl),
                Map.entry("BRIDGE_API_KEY", "sandbox-key"),
                Map.entry("BRIDGE_INSTANCE_ID", name),
                Map.entry("BRIDGE_API_REQUEST_TIMEOUT", "PT2S"),
                Map.entry("BRIDGE_API_CONNECT_TIMEOUT", "PT1S"),
                Map.entry("BRIDGE_SUBMIT_LEASE", "PT1S"),
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", "0"),
                Map.entry("QUARKUS_MANAGEMENT_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_MANAGEMENT_PORT", Integer.toString(port))));
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new Replica(name, port, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it runs: alive, and not stopped by a signal. */
  boolean isRunning() {
    return isAlive() && !frozen;
  }

  /** Waits until it has ended by itself; whether it has, and by kill -9. */
  boolean wasKilled(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
        && process.exitValue() == KILLED;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stops it in order; kills it when that takes too long, and says so. */
  boolean terminate() throws InterruptedException {
    process.destroy();
    if (process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    kill();
    return false;
  }

  void freeze() throws InterruptedException {
    frozen = true;
    signal("STOP");
  }

  void thaw() throws InterruptedException {
    signal("CONT");
    frozen = false;
  }

  private void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send " + name, e);
    }
  }

  long pid() {
    return process.pid();
  }

  int managementPort() {
    return managementPort;
  }

  long startedMs() {
    return startedMs;
  }

  /** Its counters as they were seen last. */
  Map<String, Double> counters() {
    return counters;
  }

  void counters(Map<String, Double> seen) {
    counters = Map.copyOf(seen);
  }

  /** From the start to the first answer that it is ready; -1 while there is none. */
  long readyAfterMs() {
    return readyAfterMs;
  }

  void ready() {
    if (readyAfterMs < 0) {
      readyAfterMs = System.currentTimeMillis() - startedMs;
    }
  }
}
