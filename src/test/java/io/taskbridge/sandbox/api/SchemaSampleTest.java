package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaSampleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\": \"integer\", \"minimum\": 7}|7",
        "{\"type\": \"integer\", \"exclusiveMaximum\": 7}|6",
        "{\"type\": [\"boolean\", \"null\"]}|true",
        "{\"enum\": [\"a\", \"b\"]}|\"a\"",
        "{\"const\": 3}|3",
        "{\"anyOf\": [{\"type\": \"null\"}, {}]}|null",
        "{\"type\": \"string\", \"maxLength\": 3}|\"sam\"",
        "{\"type\": \"string\", \"format\": \"date\"}|\"2026-01-31\"",
        "{\"type\": \"array\", \"minItems\": 3, \"items\": {\"const\": 1}}|[1,1,1]",
        "{\"$ref\": \"#/$defs/n\", \"$defs\": {\"n\": {\"const\": 5}}}|5"
      })
  void shouldSatisfyTheSchema(String schema, String expected) {
    assertThat(SchemaSample.of(Json.lenient(schema)).toString()).isEqualTo(expected);
  }

  @Test
  void shouldFillAnObjectAndMergeAllOf() {
    String schema =
        """
        {"allOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
                   {"properties": {"b": {"type": "string"}}, "required": ["b"]}]}""";

    assertThat(SchemaSample.of(Json.lenient(schema)).toString())
        .isEqualTo("{\"a\":42,\"b\":\"sample b\"}");
  }

  @Test
  void shouldEndASchemaThatContainsItself() {
    String schema =
        """
        {"type": "object", "properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}},
         "required": ["n"]}""";

    assertThat(SchemaSample.of(Json.lenient(schema)).path("n").asInt()).isEqualTo(42);
  }
}
