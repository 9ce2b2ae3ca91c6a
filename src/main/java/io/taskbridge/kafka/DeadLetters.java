package io.taskbridge.kafka;

import io.taskbridge.publication.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Records that are sent on: set aside with a reason, or to the partition they belong to. */
final class DeadLetters {
  static final String PREFIX = "dead-letter-";

  private final String topic;
  private final int maxBytes;

  /**
   * @param maxBytes the largest value that the topic takes
   */
  DeadLetters(String topic, int maxBytes) {
    this.topic = topic;
    this.maxBytes = maxBytes;
  }

  /** The dead letter of a record: key, value and headers as they were, and why. */
  ProducerRecord<byte[], byte[]> record(
      ConsumerRecord<byte[], byte[]> original, DeadLetter letter) {
    Headers headers = headersAsTheyWere(original);
    add(headers, "code", letter.code().name());
    add(headers, "reason", letter.reason());
    add(headers, "topic", original.topic());
    add(headers, "partition", Integer.toString(original.partition()));
    add(headers, "offset", Long.toString(original.offset()));
    if (letter.cause() != null) {
      add(headers, "cause", letter.cause());
    }
    byte[] value = original.value();
    if (value != null && value.length > maxBytes) {
      // Better a letter that says where to look than a partition that cannot move on.
      add(headers, "value-omitted", Integer.toString(value.length));
      value = null;
    }
    return new ProducerRecord<>(topic, null, null, original.key(), value, headers);
  }

  /** The same record for another partition of its topic. */
  static ProducerRecord<byte[], byte[]> reroute(
      ConsumerRecord<byte[], byte[]> original, int partition) {
    return new ProducerRecord<>(
        original.topic(),
        partition,
        null,
        original.key(),
        original.value(),
        headersAsTheyWere(original));
  }

  private static Headers headersAsTheyWere(ConsumerRecord<byte[], byte[]> original) {
    return new RecordHeaders(original.headers());
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
