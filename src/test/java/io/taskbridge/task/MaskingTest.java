package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldMaskEveryPlaceWhereASecretStands() {
    assertThat(Masking.mask("hunter2 is wrong: hunter2", List.of("hunter2")))
        .isEqualTo("*** is wrong: ***");
  }

  @Test
  void shouldLeaveATextWithoutSecretsAsItIs() {
    assertThat(Masking.mask("url: not valid", List.of())).isEqualTo("url: not valid");
    assertThat(Masking.mask("url: not valid", List.of("", "hunter2"))).isEqualTo("url: not valid");
  }

  @Test
  void shouldLeaveNoPieceOfALongSecretOver() {
    assertThat(Masking.mask("password123 is wrong", List.of("password", "password123")))
        .isEqualTo("*** is wrong");
  }

  @Test
  void shouldFindASecretOfSeveralLinesInASentence() {
    // The edge makes one line of what the API says.
    assertThat(Masking.mask("bad file: AAAA BBBB", List.of("AAAA\nBBBB")))
        .isEqualTo("bad file: ***");
  }

  @Test
  void shouldMaskTheBeginningOfASecretThatWasCutOff() {
    assertThat(Masking.mask("bad file: MIIEpAIBAAKC…", List.of("MIIEpAIBAAKCAQEA7bq")))
        .isEqualTo("bad file: ***…");
  }

  @Test
  void shouldMakeNothingOfNothing() {
    assertThat(Masking.mask((Json) null, List.of("hunter2"))).isNull();
  }

  @Test
  void shouldMaskSecretsInsideOfJson() {
    Json masked =
        Masking.mask(
            new Json("[{\"loc\":[\"body\"],\"input\":{\"proxy_password\":\"hunter2\"}}]"),
            List.of("hunter2"));

    assertThat(masked.text())
        .isEqualTo("[{\"loc\":[\"body\"],\"input\":{\"proxy_password\":\"***\"}}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "line1\\nline2",
        "tab\\there",
        "p\\u00e4ss",
        "p\\u00E4ss",
        "a\\/b",
        "a/b",
        "quote\\\"d",
        "back\\\\slash",
        "\\ud83d\\ude00key",
        "\\u0068unter2"
      })
  void shouldFindASecretHoweverTheApiEscapesIt(String written) throws IOException {
    // given
    Json said = new Json("{\"input\":\"<" + written + ">\"}");
    String secret = JSON.readTree("\"" + written + "\"").textValue();

    // when
    Json masked = Masking.mask(said, List.of(secret));

    // then
    assertThat(JSON.readTree(masked.text()).path("input").textValue()).isEqualTo("<***>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"100", "1", "\"", "{", ":", ",", "true", "null", "msg", "e", "-", "\\"})
  void shouldKeepJsonWellFormedWhateverASecretLooksLike(String secret) throws IOException {
    // given
    Json said =
        new Json("{\"msg\":\"at most 100\",\"limit\":-1.100e1,\"ok\":true,\"ctx\":[null,{}]}");

    // when
    Json masked = Masking.mask(said, List.of(secret));

    // then it is read without a complaint
    assertThat(JSON.readTree(masked.text()).size()).isEqualTo(4);
  }

  @Property
  void shouldLeaveNoSecretInAnyStringOrNumber(
      @ForAll("texts") List<String> texts, @ForAll("secrets") List<String> secrets)
      throws IOException {
    // given
    ArrayNode array = JSON.createArrayNode();
    texts.forEach(array::add);
    secrets.forEach(secret -> array.addObject().put("in " + secret, "about " + secret + "!"));
    array.add(1234567890);

    // when
    JsonNode masked =
        JSON.readTree(Masking.mask(new Json(JSON.writeValueAsString(array)), secrets).text());

    // then
    for (JsonNode value : masked) {
      for (String secret : secrets) {
        assertThat(value.asText()).doesNotContain(secret);
        value.forEach(inner -> assertThat(inner.asText()).doesNotContain(secret));
        value.fieldNames().forEachRemaining(name -> assertThat(name).doesNotContain(secret));
      }
    }
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings().ascii().ofMaxLength(20).list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<String>> secrets() {
    Arbitrary<String> any =
        Arbitraries.strings().ascii().withChars('ä', '\u2028', '\t').ofMinLength(1).ofMaxLength(12);
    // The mask itself would be found again.
    return any.filter(secret -> !secret.contains("*")).list().ofMaxSize(3);
  }
}
