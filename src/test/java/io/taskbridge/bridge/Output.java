package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that the bridge wrote.
 *
 * @param value missing when it is not JSON
 */
record Output(ConsumerRecord<byte[], byte[]> record, JsonNode value) {
  private static final String DEAD_LETTER = "dead-letter-";

  static Output of(ConsumerRecord<byte[], byte[]> record) {
    return new Output(record, Json.readIfJson(record.value()));
  }

  String topic() {
    return record.topic();
  }

  byte[] key() {
    return record.key();
  }

  String keyText() {
    return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** The field as text; null when it is null or absent. */
  String text(String field) {
    JsonNode node = value.path(field);
    return node.isMissingNode() || node.isNull() ? null : node.asText();
  }

  JsonNode at(String pointer) {
    return value.at(pointer);
  }

  /** The header as text; null when there is none. */
  String header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  int replyPartition() {
    return ByteBuffer.wrap(record.headers().lastHeader("REPLY_PARTITION").value()).getInt();
  }

  String deadLetterCode() {
    return header(DEAD_LETTER + "code");
  }

  String deadLetterReason() {
    return header(DEAD_LETTER + "reason");
  }

  /** Whether this is the dead letter of that record. */
  boolean isAbout(Sent sent) {
    return sent.topic().equals(header(DEAD_LETTER + "topic"))
        && Integer.toString(sent.partition()).equals(header(DEAD_LETTER + "partition"))
        && Long.toString(sent.offset()).equals(header(DEAD_LETTER + "offset"));
  }

  /** The headers that the sender gave it, in their order. */
  List<String> sendersHeaders() {
    return Sent.Headers.described(
        Arrays.stream(record.headers().toArray())
            .filter(header -> !header.key().startsWith(DEAD_LETTER))
            .toList());
  }

  @Override
  public String toString() {
    return record.topic()
        + "-"
        + record.partition()
        + "-"
        + record.offset()
        + " "
        + (value.isMissingNode() ? Arrays.toString(record.headers().toArray()) : value);
  }
}
