package io.taskbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be checked of every document: its links lead somewhere, its JSON is JSON. */
class MarkdownTest {
  private final ObjectMapper json = new ObjectMapper();

  static Stream<Document> documents() {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldLinkToWhatExists(Document document) {
    for (String link : document.localLinks()) {
      String[] parts = link.split("#", 2);
      Path folder = document.file().toAbsolutePath().getParent();
      Path target = parts[0].isEmpty() ? document.file() : folder.resolve(parts[0]).normalize();
      assertThat(Files.exists(target)).as("%s links to %s", document, link).isTrue();
      if (parts.length == 2) {
        assertThat(Document.read(target.toString()).anchors())
            .as("%s links to %s", document, link)
            .contains(parts[1]);
      }
    }
  }

  /** Else `kcat` puts a key on another partition than the verb `send` does. */
  @ParameterizedTest
  @MethodSource("documents")
  void shouldPlaceKeysAsJavaDoes(Document document) {
    assertThat(document.blocks("(?:sh|text)"))
        .flatMap(block -> block.replace("\\\n", " ").lines().toList())
        .filteredOn(line -> line.contains("kcat -P") && line.contains(" -k "))
        .as("kcat in %s", document)
        .allMatch(line -> line.contains("-X partitioner=murmur2_random"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldShowJsonThatIsJson(Document document) {
    for (String block : document.blocks("json")) {
      assertThatNoException()
          .as("%s shows %s", document, block)
          .isThrownBy(() -> json.readTree(block));
    }
  }
}
