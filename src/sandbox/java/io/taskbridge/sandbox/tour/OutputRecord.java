package io.taskbridge.sandbox.tour;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record that the bridge wrote.
 *
 * @param key the request's key; empty when it has none
 * @param value missing when it is not JSON, as some dead letters are
 */
record OutputRecord(Topic topic, String key, JsonNode value, Headers headers) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static OutputRecord of(ConsumerRecord<String, String> record) {
    return new OutputRecord(
        Topic.of(record.topic()),
        record.key() == null ? "" : record.key(),
        parsed(record.value()),
        record.headers());
  }

  String text(String field) {
    return value.path(field).asText();
  }

  /** A header as text; empty when there is none. */
  String header(String name) {
    Header header = headers.lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static JsonNode parsed(String value) {
    try {
      return value == null ? MissingNode.getInstance() : MAPPER.readTree(value);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}
