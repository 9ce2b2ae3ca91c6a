package io.taskbridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What k8s/README.md tells people to type fits the manifests. */
class InstructionsTest {
  private static final Pattern SECRET =
      Pattern.compile("kubectl create secret generic (\\S+) -n (\\S+)");
  private static final Pattern FILE = Pattern.compile("kubectl \\S+ -[kf] (\\S+)");

  private final String text = read();

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "strimzi"})
  void shouldMakeTheSecretsThatTheOverlayReads(String overlay) {
    Set<String> read = new TreeSet<>();
    for (JsonNode manifest : Manifests.rendered(overlay)) {
      read.addAll(manifest.findValuesAsText("secretName"));
      List<JsonNode> references = manifest.findValues("secretKeyRef");
      references.forEach(reference -> read.add(reference.path("name").asText()));
      manifest
          .findValues("secretTargetRef")
          .forEach(list -> list.forEach(one -> read.add(one.path("name").asText())));
    }

    assertThat(made(overlay)).isNotEmpty().isEqualTo(read);
  }

  @Test
  void shouldNameFilesThatAreThere() {
    assertThat(FILE.matcher(text).results().map(found -> found.group(1)))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(Path.of(file)).exists());
  }

  /** By the chapter of an overlay, all of them in the bridge's namespace. */
  private Set<String> made(String overlay) {
    String chapter = text.split("## The overlay `" + overlay + "`", 2)[1].split("\n## ", 2)[0];
    assertThat(SECRET.matcher(chapter).results().map(found -> found.group(2)))
        .containsOnly("task-bridge");
    return SECRET
        .matcher(chapter)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read() {
    try {
      return Files.readString(Path.of("k8s", "README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
