package io.taskbridge.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A committed record that the bridge wrote.
 *
 * @param sentMs when the bridge's producer made it, Unix milliseconds
 * @param value missing when it is not JSON
 */
record Output(
    String topic,
    int partition,
    long offset,
    long sentMs,
    String key,
    Map<String, String> headers,
    JsonNode value) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  Output {
    headers = Map.copyOf(headers);
  }

  static Output of(ConsumerRecord<String, String> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      String text =
          header.key().equals("REPLY_PARTITION")
              ? Integer.toString(ByteBuffer.wrap(header.value()).getInt())
              : new String(header.value(), StandardCharsets.UTF_8);
      headers.put(header.key(), text);
    }
    return new Output(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        headers,
        parsed(record.value()));
  }

  String requestId() {
    return text("request_id");
  }

  /** A field as text; empty when it is missing or null. */
  String text(String field) {
    JsonNode found = value.path(field);
    return found.isNull() ? "" : found.asText();
  }

  /** What no other record of its topic may have. */
  String identity() {
    return topic.equals(ChaosTopics.DEAD_LETTERS)
        ? "letter of %s-%s@%s"
            .formatted(
                headers.get("dead-letter-topic"),
                headers.get("dead-letter-partition"),
                headers.get("dead-letter-offset"))
        : headers.getOrDefault("ce_id", "without ce_id at " + place());
  }

  /** For people. */
  String place() {
    return topic + "-" + partition + "@" + offset;
  }

  private static JsonNode parsed(String value) {
    try {
      return value == null ? MissingNode.getInstance() : MAPPER.readTree(value);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}
