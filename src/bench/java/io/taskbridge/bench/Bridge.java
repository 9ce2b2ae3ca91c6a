package io.taskbridge.bench;

import io.taskbridge.sandbox.FreePort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged bridge as a process. */
final class Bridge implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int TIMEOUT_MS = 2_000;

  private final ChildJvm process;
  private final int managementPort;

  private Bridge(ChildJvm process, int managementPort) {
    this.process = process;
    this.managementPort = managementPort;
  }

  static Bridge start(
      String name, BenchOptions options, List<String> jvmOptions, Map<String, String> settings) {
    int port = FreePort.free();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", "0");
    environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(port));
    List<String> words = new ArrayList<>();
    words.add("-Xmx" + options.heap());
    words.addAll(jvmOptions);
    words.addAll(options.bridgeOptions());
    words.addAll(List.of("-jar", options.jar().toAbsolutePath().toString()));
    return new Bridge(ChildJvm.start(name, options.folder(), words, environment), port);
  }

  ChildJvm process() {
    return process;
  }

  /** Waits until it owns its partitions; returns the milliseconds since its start. */
  double awaitReady() {
    return awaitReady(0);
  }

  /** Waits until it is ready and follows at least so many tasks. */
  double awaitReady(int tasks) {
    Await.until(
        "a bridge that is ready and follows " + tasks + " tasks",
        PATIENCE,
        () -> {
          process.requireAlive();
          return ready().filter(health -> number(health, "tasks_followed") >= tasks).isPresent();
        });
    return (System.nanoTime() - process.startedAt()) / 1e6;
  }

  /** The value of a metric without labels, as Prometheus would read it. */
  double metric(String name) {
    return ask("/q/metrics")
        .flatMap(
            metrics ->
                metrics
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{}"))
                    .findFirst())
        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .orElseThrow(() -> new IllegalStateException("the bridge has no metric " + name));
  }

  private static long number(String health, String name) {
    Matcher found = Pattern.compile('"' + name + "\"\\s*:\\s*(\\d+)").matcher(health);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /** What readiness says when it is up; empty when it is not, or nobody answers. */
  private Optional<String> ready() {
    return ask("/q/health/ready");
  }

  private Optional<String> ask(String path) {
    try {
      HttpURLConnection call =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + managementPort + path).toURL().openConnection();
      call.setConnectTimeout(TIMEOUT_MS);
      call.setReadTimeout(TIMEOUT_MS);
      return call.getResponseCode() == HttpURLConnection.HTTP_OK
          ? Optional.of(new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
