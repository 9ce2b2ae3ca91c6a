package io.taskbridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/** The manifests as kubectl renders them, one document each. */
final class Manifests {
  /** Every overlay there is. */
  static final List<String> OVERLAYS = List.of("dev", "kafka", "strimzi");

  /** The label by which the bridge's own pods are known. */
  static final String BRIDGE = "task-bridge";

  private static final Path FOLDER = Path.of("k8s");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Map<String, List<JsonNode>> RENDERED = new ConcurrentHashMap<>();

  private Manifests() {}

  /** All documents of an overlay. Skips the test where there is no kubectl. */
  static List<JsonNode> rendered(String overlay) {
    return RENDERED.computeIfAbsent(overlay, Manifests::render);
  }

  static List<JsonNode> rendered(String overlay, String kind) {
    return rendered(overlay).stream().filter(each -> kind(each).equals(kind)).toList();
  }

  /** The only one of its kind and name; a hash that kustomize adds to the name is left out. */
  static JsonNode one(String overlay, String kind, String name) {
    List<JsonNode> found =
        rendered(overlay, kind).stream()
            .filter(each -> name(each).replaceAll("-[a-z0-9]{10}$", "").equals(name))
            .toList();
    assertThat(found.size()).as("%ss %s of overlay %s", kind, name, overlay).isEqualTo(1);
    return found.get(0);
  }

  /** The documents of one file as it is written. */
  static List<JsonNode> written(String file) {
    try {
      return read(Files.readString(FOLDER.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings of a file of variables. */
  static Properties settings(String file) {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(FOLDER.resolve(file))) {
      settings.load(reader);
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String kind(JsonNode document) {
    return document.path("kind").asText();
  }

  static String name(JsonNode document) {
    return document.path("metadata").path("name").asText();
  }

  /** The items of an array; none when it is not there. */
  static List<JsonNode> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<JsonNode> render(String overlay) {
    String kubectl = kubectl();
    assumeTrue(
        kubectl != null, "the manifests are not checked: no kubectl on PATH, and none in KUBECTL");
    try {
      Process process =
          new ProcessBuilder(kubectl, "kustomize", FOLDER.resolve("overlays/" + overlay).toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("kubectl kustomize of %s", overlay).isZero();
      return read(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static String kubectl() {
    String named = System.getenv("KUBECTL");
    if (named != null && !named.isBlank()) {
      return named;
    }
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "kubectl"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  private static List<JsonNode> read(String yaml) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return documents.readAll();
    }
  }
}
