package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskbridge.task.AttachmentLimits;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as they come in and go out, for tests. */
final class Records {
  static final Topics TOPICS =
      new Topics(
          "task-requests",
          "task-commands",
          "tool-replies",
          "task-status",
          "task-results",
          "action-results",
          "tool-requests",
          "dead-letters",
          "bridge-ledger");

  static final AttachmentLimits ATTACHMENTS = new AttachmentLimits(1_000, 1_500);

  /** As if no topic had a limit. */
  static final RecordLimits UNLIMITED = new RecordLimits(Integer.MAX_VALUE);

  /** Another reader than the product's, with none of its settings. */
  private static final ObjectMapper JSON = new ObjectMapper();

  private Records() {}

  static ConsumerRecord<byte[], byte[]> request(String value) {
    return request(value.getBytes(UTF_8));
  }

  static ConsumerRecord<byte[], byte[]> request(byte[] value) {
    return record(TOPICS.requests(), 3, 17, value, Map.of());
  }

  static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long offset, byte[] value, Map<String, String> headers) {
    RecordHeaders all = new RecordHeaders();
    headers.forEach((name, text) -> all.add(name, text.getBytes(UTF_8)));
    return record(topic, partition, offset, value, all);
  }

  static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long offset, byte[] value, Headers headers) {
    return record(topic, partition, offset, 0L, value, headers);
  }

  /** A request with the time that its record has, in milliseconds. */
  static ConsumerRecord<byte[], byte[]> written(long timestamp, byte[] value) {
    return record(TOPICS.requests(), 3, 17, timestamp, value, new RecordHeaders());
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long offset, long timestamp, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        timestamp,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        "the key".getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }

  static JsonNode json(ProducerRecord<byte[], byte[]> record) {
    return json(record.value());
  }

  static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new AssertionError("this is no JSON: " + new String(value, UTF_8), e);
    }
  }

  /** Headers as text, the last of each name. */
  static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      texts.put(header.key(), new String(header.value(), UTF_8));
    }
    return texts;
  }
}
