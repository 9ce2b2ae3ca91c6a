package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  @Test
  void shouldNotDependOnOrderAndWhiteSpace() {
    assertThat(of("{\"a\":1,\"b\":{\"x\":[1,2],\"y\":null}}"))
        .isEqualTo(of(" {\"b\" : {\"y\":null,\n\"x\":[1, 2]}, \"a\":1}"));
  }

  @Property
  void shouldBeTheSameForEveryOrderOfFields(@ForAll("orders") List<Integer> order) {
    String inOrder = of("{\"f0\":0,\"f1\":{\"g\":[{}]},\"f2\":\"2\",\"f3\":3.0}");

    String[] fields = {"\"f0\":0", "\"f1\":{\"g\":[{}]}", "\"f2\":\"2\"", "\"f3\":3.0"};
    String shuffled = String.join(",", order.stream().map(i -> fields[i]).toList());

    assertThat(of("{" + shuffled + "}")).isEqualTo(inOrder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}             | {\"a\":2}",
        "{\"a\":1}             | {\"a\":\"1\"}",
        "{\"a\":null}          | {}",
        "{\"a\":[1,2]}         | {\"a\":[2,1]}",
        "{\"a\":{\"b\":1}}     | {\"a\":1,\"b\":1}",
        "{\"a\":1}             | {\"a\":1,\"bridge\":{\"on_ambiguous_submit\":\"resubmit\"}}",
        "{\"n\":1.00000000000000000000001} | {\"n\":1.00000000000000000000002}",
        "{\"n\":123456789012345678901} | {\"n\":123456789012345678902}"
      })
  void shouldDifferWhereTheRequestsDo(String one, String other) {
    assertThat(of(one)).isNotEqualTo(of(other));
  }

  @Test
  void shouldTakeANumberOfManyDigitsInFewCharacters() {
    assertThat(of("{\"n\":1e1000000000}")).isNotEqualTo(of("{\"n\":1e1000000001}"));
  }

  @Test
  void shouldBeShortAndPrintable() {
    assertThat(of("{}")).matches("[A-Za-z0-9_-]{22}");
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3);
  }

  private static String of(String request) {
    try {
      return Fingerprint.of((ObjectNode) JsonDocuments.read(request.getBytes(UTF_8)));
    } catch (JsonDocuments.NotJsonException e) {
      throw new AssertionError(e);
    }
  }
}
