package io.taskbridge.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.file.FileStreamSinkConnector;
import org.apache.kafka.connect.file.FileStreamSinkTask;
import org.apache.kafka.connect.runtime.SinkConnectorConfig;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector of the examples, judged and run by Kafka Connect's own classes. */
class ConnectExampleTest {
  private static final String OVERRIDE = "consumer.override.";
  private static final Path FILE = Path.of("src/docs/examples/connect-file-sink.json");

  private final JsonNode example = read();
  private final Map<String, String> config =
      new ObjectMapper().convertValue(example.path("config"), new TypeReference<>() {});

  @TempDir Path folder;

  @Test
  void shouldBeWhatTheConnectorAndConnectTake() {
    ConfigDef connect = SinkConnectorConfig.configDef();
    ConfigDef connector = new FileStreamSinkConnector().config();

    assertThat(config.get("connector.class")).isEqualTo(FileStreamSinkConnector.class.getName());
    assertThat(example.path("name").asText()).isNotBlank();
    assertThat(mistakes(connect)).isEmpty();
    assertThat(mistakes(connector)).isEmpty();
    assertThat(config.keySet())
        .filteredOn(key -> !key.startsWith(OVERRIDE))
        .allSatisfy(
            key ->
                assertThat(connect.names().contains(key) || connector.names().contains(key))
                    .as("%s is a setting", key)
                    .isTrue());
  }

  @Test
  void shouldReadOnlyWhatIsCommitted() {
    Map<String, String> consumer = new TreeMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(OVERRIDE)) {
            consumer.put(key.substring(OVERRIDE.length()), value);
          }
        });

    assertThat(ConsumerConfig.configNames()).containsAll(consumer.keySet());
    assertThat(ConsumerConfig.configDef().validate(Map.copyOf(consumer)))
        .filteredOn(value -> consumer.containsKey(value.name()))
        .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    assertThat(consumer).containsEntry("isolation.level", "read_committed");
  }

  @Test
  void shouldWriteTheValueOfARecordAsItIs() throws Exception {
    Path file = folder.resolve("out.jsonl");
    String value = "{\"request_id\":\"größe\",\"status\":\"done\",\"output\":{\"a\":[1]}}";
    Converter converter = converter(config.get("value.converter"));
    SchemaAndValue converted = converter.toConnectData("task-results", value.getBytes(UTF_8));
    FileStreamSinkTask task = new FileStreamSinkTask();

    task.start(Map.of("file", file.toString()));
    task.put(
        List.of(
            new SinkRecord(
                "task-results", 0, null, "k", converted.schema(), converted.value(), 1)));
    task.stop();

    assertThat(Files.readAllLines(file)).containsExactly(value);
  }

  private static Converter converter(String name) throws ReflectiveOperationException {
    Converter converter = (Converter) Class.forName(name).getDeclaredConstructor().newInstance();
    converter.configure(Map.of(), false);
    return converter;
  }

  /** With the name among the settings, where Connect puts it. */
  private Stream<String> mistakes(ConfigDef definition) {
    Map<String, String> named = new TreeMap<>(config);
    named.put("name", example.path("name").asText());
    return definition.validate(named).stream()
        .map(ConfigValue::errorMessages)
        .flatMap(List::stream);
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(FILE.toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
