package io.taskbridge.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The consumers of the examples, as processes of their own, beside a bridge that writes. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class ConsumerExamplesTest extends BridgeTestBase {
  private static final Path EXAMPLES = Path.of("src/docs/examples").toAbsolutePath();
  private static final String IDLE_SECONDS = "4";
  private static final long PATIENCE_SECONDS = 180;

  @TempDir Path folder;

  @Test
  void shouldKeepEachResultInAFileOnce() throws Exception {
    Path files = folder.resolve("results");
    TreeMap<String, byte[]> wanted = new TreeMap<>();
    for (int round = 0; round < 2; round++) {
      for (Output result : someResults()) {
        String id = result.header("ce_id");
        wanted.put(URLEncoder.encode(id, UTF_8) + ".json", result.record().value());
      }

      run(
          List.of(
              java(),
              "-cp",
              System.getProperty("java.class.path"),
              EXAMPLES.resolve("ResultsToFiles.java").toString(),
              sandbox.broker().bootstrapServers(),
              files.toString(),
              IDLE_SECONDS));

      assertThat(names(files)).containsAll(wanted.keySet()).noneMatch(n -> n.endsWith(".part"));
      for (String name : wanted.keySet()) {
        assertThat(files.resolve(name)).hasBinaryContent(wanted.get(name));
      }
    }
  }

  @Test
  void shouldKeepEachResultInATableOnce() throws Exception {
    Optional<String> python = pythonWithKafka();
    assumeTrue(python.isPresent(), "needs Python with confluent-kafka (python3-confluent-kafka)");
    Path database = folder.resolve("results.db");
    List<String> wanted = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      someResults().forEach(result -> wanted.add(result.header("ce_id")));

      run(
          List.of(
              python.get(),
              EXAMPLES.resolve("results_to_sqlite.py").toString(),
              sandbox.broker().bootstrapServers(),
              database.toString(),
              "--until-idle",
              IDLE_SECONDS,
              // Another group reads everything again, and finds all rows of the first already
              // there.
              "--group",
              "example-" + round));

      List<String> rows =
          run(
              List.of(
                  python.get(),
                  "-c",
                  "import sqlite3, sys\n"
                      + "for row in sqlite3.connect(sys.argv[1]).execute(\n"
                      + "    'SELECT event_id FROM results'): print(row[0])",
                  database.toString()));
      assertThat(rows).containsAll(wanted).doesNotHaveDuplicates();
    }
  }

  private List<Output> someResults() {
    List<Request> sent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sent.add(Request.task("example/" + i));
    }
    sent.forEach(requests::send);
    return sent.stream().map(outputs::result).toList();
  }

  private static Optional<String> pythonWithKafka() throws Exception {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        Process tried =
            new ProcessBuilder(python, "-c", "import confluent_kafka")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (tried.waitFor() == 0) {
          return Optional.of(python);
        }
      } catch (IOException notThere) {
        // The next may be.
      }
    }
    return Optional.empty();
  }

  /** Runs to the end; returns the lines that it printed. */
  private List<String> run(List<String> command) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " did not end: " + Files.readString(out));
    }
    assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    return Files.readAllLines(out);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
