package io.taskbridge.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskbridge.examples.TableDefinition.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of the examples have the columns that the published schemas say, and no others. */
class TableExamplesTest {
  private static final Path EXAMPLES = Path.of("src/docs/examples");
  private static final Path CONTRACT = Path.of("src/main/resources/META-INF/resources/contract/v1");
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({"flink.sql, task-results", "flink.sql, task-status", "ksqldb.sql, task-results"})
  void shouldHaveTheColumnsOfTheSchema(String file, String topic) throws IOException {
    String script = Files.readString(EXAMPLES.resolve(file));
    TableDefinition table = TableDefinition.of(script, topic);
    List<Column> columns = table.columns().stream().filter(column -> !column.key()).toList();
    JsonNode schema = schema(topic + ".schema.json");
    Map<String, Column> byName =
        columns.stream().collect(Collectors.toMap(Column::name, column -> column));

    Set<String> fields = new HashSet<>();
    schema.path("properties").fieldNames().forEachRemaining(fields::add);
    assertThat(byName.keySet()).isEqualTo(fields);
    List<String> unfit = new ArrayList<>();
    for (Column column : columns) {
      unfit.addAll(misfits(column, schema));
    }
    assertThat(unfit).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "request_id INT, not fit",
    "credits_used STRING, not fit",
    "finished_at INT, not fit",
    "'task_id STRING NOT NULL', may be null",
    "'error ROW<code STRING, http_status STRING>', not fit",
    "'output_errors ARRAY<INT>', not fit"
  })
  void shouldNoticeAColumnThatDoesNotFit(String column, String why) throws IOException {
    TableDefinition table =
        TableDefinition.of("CREATE TABLE t (" + column + ") WITH ('topic' = 'x')", "x");

    assertThat(misfits(table.columns().get(0), schema("task-results.schema.json")))
        .singleElement()
        .asString()
        .contains(why);
  }

  private static List<String> misfits(Column column, JsonNode schema) throws IOException {
    JsonNode field = resolved(schema.path("properties").path(column.name()), schema);
    List<String> misfits = new ArrayList<>();
    boolean optional = allows(field, "null") || !contains(schema.path("required"), column.name());
    if (column.notNull() && optional) {
      misfits.add(column.name() + " may be null");
    }
    if (!fits(column.type(), field, schema)) {
      misfits.add(column.name() + ": " + column.type() + " does not fit " + field);
    }
    return misfits;
  }

  private static boolean fits(String type, JsonNode field, JsonNode schema) throws IOException {
    if (type.startsWith("ARRAY<")) {
      return allows(field, "array") && fits(inner(type), field.path("items"), schema);
    }
    if (type.startsWith("ROW<") || type.startsWith("STRUCT<")) {
      for (Column part : TableDefinition.columns(inner(type))) {
        if (!misfits(part, field).isEmpty()) {
          return false;
        }
      }
      return allows(field, "object");
    }
    switch (type) {
      case "STRING":
      case "VARCHAR":
        return allows(field, "string") || anyObject(field);
      case "INT":
        return allows(field, "integer") && !anything(field);
      case "BOOLEAN":
        return allows(field, "boolean") && !anything(field);
      case "TIMESTAMP_LTZ(3)":
        return field.path("format").asText().equals("date-time");
      default:
        return false;
    }
  }

  /** A field without a type may be any JSON; tables take it as text. */
  private static boolean anything(JsonNode field) {
    return field.path("type").isMissingNode();
  }

  /** Of an object whose fields nobody can tell, tables take the text as well. */
  private static boolean anyObject(JsonNode field) {
    return allows(field, "object") && !field.has("properties");
  }

  private static boolean allows(JsonNode field, String type) {
    JsonNode types = field.path("type");
    return anything(field) || types.asText().equals(type) || contains(types, type);
  }

  private static boolean contains(JsonNode list, String text) {
    for (JsonNode each : list) {
      if (each.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }

  /** Follows a reference, and takes the one that is not null out of two. */
  private static JsonNode resolved(JsonNode field, JsonNode schema) throws IOException {
    if (field.has("oneOf")) {
      return resolved(field.path("oneOf").path(1), schema);
    }
    String reference = field.path("$ref").asText();
    if (reference.isEmpty()) {
      return field;
    }
    String[] parts = reference.split("#", 2);
    JsonNode file = parts[0].isEmpty() ? schema : schema(parts[0]);
    return resolved(file.at(parts[1]), file);
  }

  private static String inner(String type) {
    return type.substring(type.indexOf('<') + 1, type.lastIndexOf('>'));
  }

  private static JsonNode schema(String name) throws IOException {
    return JSON.readTree(CONTRACT.resolve(name).toFile());
  }
}
