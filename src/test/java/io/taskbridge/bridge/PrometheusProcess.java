package io.taskbridge.bridge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.sandbox.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Prometheus with the configuration of deploy/prometheus, looking at another address. */
final class PrometheusProcess implements AutoCloseable {
  private static final Path CONFIGURED = Path.of("deploy", "prometheus");
  private static final Path FOLDER = Path.of("target", "prometheus");

  /** The bridge in the configuration as it is shipped. */
  private static final String TARGET = "bridge:9000";

  private final Process process;
  private final String url;

  private PrometheusProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** The program: PROMETHEUS names it, or it is on PATH. Skips the test where there is none. */
  static String program() {
    String named = System.getenv("PROMETHEUS");
    String found =
        named != null && !named.isBlank()
            ? named
            : Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    assumeTrue(
        found != null,
        "metrics are not scraped by Prometheus: no prometheus on PATH, and none in PROMETHEUS");
    return found;
  }

  /**
   * Starts it; it scrapes every five seconds, as it is configured.
   *
   * @param target host and port of the bridge's management
   */
  static PrometheusProcess start(String program, String target) {
    try {
      clear();
      Files.createDirectories(FOLDER);
      Files.copy(CONFIGURED.resolve("alerts.yml"), FOLDER.resolve("alerts.yml"));
      String configuration = Files.readString(CONFIGURED.resolve("prometheus.yml"));
      if (!configuration.contains(TARGET)) {
        throw new AssertionError("prometheus.yml does not name " + TARGET);
      }
      Path file = FOLDER.resolve("prometheus.yml");
      Files.writeString(file, configuration.replace(TARGET, target));
      String address = "127.0.0.1:" + FreePort.free();
      Process process =
          new ProcessBuilder(
                  program,
                  "--config.file=" + file,
                  "--storage.tsdb.path=" + FOLDER.resolve("data"),
                  "--web.listen-address=" + address)
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("prometheus.log").toFile())
              .start();
      return new PrometheusProcess(process, "http://" + address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it says to an expression: the series of the answer, none while it is not up. */
  JsonNode query(String expression) {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .path("result");
  }

  /** The names of all metrics that it has. */
  List<String> names() {
    return texts(get("/api/v1/label/__name__/values"));
  }

  /** All rules with their health. */
  List<JsonNode> rules() {
    return get("/api/v1/rules").findValues("rules").stream()
        .flatMap(rules -> Stream.iterate(0, i -> i < rules.size(), i -> i + 1).map(rules::get))
        .toList();
  }

  private static List<String> texts(JsonNode array) {
    return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
        .map(i -> array.get(i).asText())
        .toList();
  }

  private JsonNode get(String path) {
    if (!process.isAlive()) {
      throw new AssertionError("Prometheus has ended, see " + FOLDER.resolve("prometheus.log"));
    }
    try {
      return Json.read(Http.tryToGet(url + path).body()).path("data");
    } catch (IOException notUpYet) {
      return Json.object();
    }
  }

  private static void clear() throws IOException {
    if (Files.exists(FOLDER)) {
      try (Stream<Path> files = Files.walk(FOLDER)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
