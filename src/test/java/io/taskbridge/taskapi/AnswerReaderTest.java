package io.taskbridge.taskapi;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.Json;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private final AnswerReader reader = new AnswerReader(1024 * 1024);

  @Property
  void shouldKeepAnyValueAsItCame(
      @ForAll("json") String value, @ForAll("space") String space, @ForAll boolean mark)
      throws IOException {
    String answer =
        (mark ? "\uFEFF" : "")
            + space
            + "{\"r\""
            + space
            + ":{\"ünknown\":"
            + space
            + value
            + space
            + ",\"output\":"
            + value
            + space
            + ",\"id\":\"t\",\"status\":\"done\",\"events\":[{\"id\":\"e\",\"name\":\"n\",\"payload\":{\"name\":\"p\",\"input\":"
            + value
            + "}}]}}"
            + space;

    TaskSnapshot task = reader.task(answer.getBytes(UTF_8));

    if (!value.equals("null")) {
      assertThat(task.output().text()).isEqualTo(value);
      assertThat(task.unknown().text()).isEqualTo("{\"ünknown\":" + value + "}");
    }
    assertThat(task.events().get(0).payload())
        .isEqualTo(new ApiEvent.Payload.Call("p", new Json(value)));
  }

  @Property
  void shouldReadEveryAnswerOrSayThatItCannot(@ForAll byte[] noise) {
    try {
      reader.task(noise);
    } catch (IOException e) {
      assertThat(e).isNotNull();
    }
    assertThat(reader.error(noise)).isNotNull();
  }

  @Property
  void shouldNotReadWhatWasCutOff(@ForAll("json") String value) throws IOException {
    byte[] whole =
        ("{\"r\":{\"id\":\"t\",\"status\":\"done\",\"output\":" + value + "}}").getBytes(UTF_8);

    assertThat(reader.task(whole)).isNotNull();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatIOException().isThrownBy(() -> reader.task(cut));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000",
    "1700000000.9, 1700000000",
    "1.7e9, 1700000000",
    "1700000000000, 1700000000000",
    "-1.5, -1"
  })
  void shouldReadATimeThatIsWholeOrNot(String number, long expected) throws IOException {
    TaskSnapshot task = task("\"created_at\":" + number);

    assertThat(task.createdAt()).isEqualTo(expected);
    assertThat(task.unknown()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"created_at\":\"2026-03-01\"",
        "\"created_at\":1e999999999",
        "\"created_at\":1e99999999999",
        "\"created_at\":12345678901234567890",
        "\"credits_used\":1.5",
        "\"device\":{\"name\":\"desktop\"}",
        "\"live_url\":false",
        "\"events\":{}",
        "\"we\\\"ird\\n\":1"
      })
  void shouldPassOnWhatHasAnUnexpectedType(String field) throws IOException {
    TaskSnapshot task = task(field);

    assertThat(task.unknown().text()).isEqualTo("{" + field + "}");
    assertThat(task.createdAt()).isNull();
    assertThat(task.creditsUsed()).isNull();
    assertThat(task.device()).isNull();
  }

  @Test
  void shouldReadNullsAndAbsentFieldsAlike() throws IOException {
    TaskSnapshot nulls =
        task(
            "\"output\":null,\"credits_used\":null,\"device\":null,\"live_url\":null,"
                + "\"recording_url\":null,\"downloads_url\":null,\"created_at\":null,"
                + "\"events\":null,\"something\":null");

    assertThat(nulls).isEqualTo(task("\"id\":\"t\""));
    assertThat(nulls.events()).isEmpty();
  }

  @Test
  void shouldReadAnIdThatIsANumber() throws IOException {
    assertThat(reader.task("{\"r\":{\"id\":7,\"status\":\"waiting\"}}".getBytes(UTF_8)).id())
        .hasToString("7");
  }

  @Test
  void shouldOnlyReadUtf8() {
    assertThatIOException()
        .isThrownBy(() -> reader.task("{\"r\":{\"id\":\"t\",\"status\":\"x\"}}".getBytes(UTF_16)));
  }

  @Test
  void shouldBoundTheDetail() {
    String longText = "x".repeat(50_000);

    ErrorDetail detail = reader.error(("{\"detail\":\"" + longText + "\"}").getBytes(UTF_8));

    assertThat(detail.text()).hasSize(ErrorDetail.MAX_TEXT);
    assertThat(detail.json()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|",
        "[\"a\",\"b\"]|a; b",
        "[{\"loc\":\"url\",\"msg\":\"bad\"}]|bad",
        "[{\"loc\":[\"body\",[1],\"url\"],\"msg\":\"bad\"}]|body.url: bad",
        "[{\"loc\":[\"body\"]}]|body: not valid",
        "{\"code\":7}|{\"code\":7}",
        "42|42"
      })
  void shouldMakeASentenceOfAnyDetail(String json, String expected) {
    ErrorDetail detail = reader.error(("{\"detail\":" + json + "}").getBytes(UTF_8));

    assertThat(detail.text()).isEqualTo(expected == null ? "" : expected);
    assertThat(detail.json().text()).isEqualTo(json);
  }

  private TaskSnapshot task(String fields) throws IOException {
    return reader.task(
        ("{\"r\":{\"id\":\"t\",\"status\":\"done\"," + fields + "}}").getBytes(UTF_8));
  }

  @Provide
  Arbitrary<String> space() {
    return Arbitraries.of("", " ", "\n\t ", "\r\n");
  }

  @Provide
  Arbitrary<String> json() {
    Arbitrary<String> scalar =
        Arbitraries.of(
            "null",
            "true",
            "false",
            "0",
            "-0.0",
            "1.10",
            "123456789012345678901234567890",
            "1E+2",
            "3.0000000000000000000000000001",
            "\"\"",
            "\"plain\"",
            "\"\\u00e9\\n\\\"\"",
            "\"größer 日本 😀\"");
    return Arbitraries.lazyOf(
        () -> scalar,
        () -> scalar,
        () -> json().list().ofMaxSize(3).map(all -> "[" + String.join(", ", all) + "]"),
        () ->
            Combinators.combine(json(), json())
                .as((a, b) -> "{\"z\":" + a + ", \"a\" : " + b + "}"));
  }
}
