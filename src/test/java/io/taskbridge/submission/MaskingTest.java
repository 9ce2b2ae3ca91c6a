package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taskbridge.task.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MaskingTest {
  private static final ObjectMapper PLAIN = new ObjectMapper();

  /** As the JSON of other languages often is. */
  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Property
  void shouldMaskASecretHoweverItIsEscapedAndLeaveJson(
      @ForAll("texts") String before,
      @ForAll("texts") String secret,
      @ForAll("texts") String after,
      @ForAll boolean ascii)
      throws JsonProcessingException {
    Assume.that(!secret.isEmpty() && !Masking.MASK.contains(secret));
    JsonNode quoted =
        PLAIN.createObjectNode().put("input", before + secret + after).put("ge", 2).put("ok", true);
    Json detail = new Json((ascii ? ASCII : PLAIN).writeValueAsString(quoted));

    JsonNode masked = PLAIN.readTree(Masking.mask(detail, List.of(secret)).text());

    assertThat(masked.elements())
        .toIterable()
        .allSatisfy(value -> assertThat(value.asText()).doesNotContain(secret));
    assertThat(masked.toString()).contains(Masking.MASK);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars('a', 'b', '"', '\\', ',', ':', '{', '}', '[', '2', '\n', '\t', '\0', ' ', 'ü')
        .ofMaxLength(6);
  }

  @Test
  void shouldLeaveWhatHoldsNoSecretAsItCame() {
    Json detail = new Json("[ {\"a\" : \"\\u00fc\\/\", \"n\":1.10e2, \"x\":null} ]");

    assertThat(Masking.mask(detail, List.of("hunter2"))).isEqualTo(detail);
  }

  @Test
  void shouldMaskASecretNumber() {
    assertThat(Masking.mask(new Json("{\"input\":4711,\"ge\":47}"), List.of("4711")))
        .isEqualTo(new Json("{\"input\":\"***\",\"ge\":47}"));
  }

  @Test
  void shouldMaskASecretThatWasBroughtToOneLine() {
    assertThat(Masking.mask("bad: two lines", List.of("two\nlines"))).isEqualTo("bad: ***");
  }

  @Test
  void shouldMaskTheHalfOfASecretThatACutLeft() {
    assertThat(Masking.mask("bad: hunt…", List.of("hunter2"))).isEqualTo("bad: ***…");
    assertThat(Masking.mask("bad: hunt", List.of("hunter2"))).isEqualTo("bad: hunt");
  }

  @Test
  void shouldMaskTheLongerOfTwoFirst() {
    assertThat(Masking.mask("bad: hunter2", List.of("hunt", "hunter2"))).isEqualTo("bad: ***");
  }
}
