package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.kafka.JsonDocuments.NotJsonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonDocumentsTest {
  static List<String> beyondALimit() {
    return List.of(
        "{\"a\":" + "[".repeat(250) + "]".repeat(250) + "}",
        "[".repeat(100_000),
        "{\"n\":1" + "0".repeat(1_500) + "}",
        "{\"n\":0." + "1".repeat(1_500) + "}",
        "{\"" + "n".repeat(60_000) + "\":1}",
        "\"" + "x".repeat(20_000_001) + "\"");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("beyondALimit")
  void shouldSayWhatTheLimitsAre(String document) {
    assertThatThrownBy(() -> JsonDocuments.read(document.getBytes(UTF_8)))
        .isInstanceOf(NotJsonException.class)
        .hasMessageContaining("at most 200 levels, numbers of 1000 digits, names of 50000 char")
        .hasMessageContaining("strings of 20000000");
  }

  @Test
  void shouldReadWhatIsJustWithinThem() throws NotJsonException {
    String document =
        "{\""
            + "n".repeat(40_000)
            + "\":["
            + "9".repeat(1_000)
            + ",\""
            + "x".repeat(1_000_000)
            + "\"]}";

    assertThat(JsonDocuments.read(document.getBytes(UTF_8)).isObject()).isTrue();
  }

  @Test
  void shouldSayWhereADocumentIsBroken() {
    assertThatThrownBy(() -> JsonDocuments.read("{\"a\":".getBytes(UTF_8)))
        .hasMessageContaining("line 1, column");
  }
}
