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
  private final RecordLimits limits;

  /**
   * @param limits what the topic takes
   */
  DeadLetters(String topic, RecordLimits limits) {
    this.topic = topic;
    this.limits = limits;
  }

  /**
   * The dead letter of a record: key, value and headers as they were, and why. Of what is too large
   * for the topic the value is left out, then the headers, then the key: better a letter that says
   * where to look than a partition that cannot move on.
   */
  ProducerRecord<byte[], byte[]> record(
      ConsumerRecord<byte[], byte[]> original, DeadLetter letter) {
    Headers headers = FirstPlace.senders(original);
    why(headers, original, letter);
    ProducerRecord<byte[], byte[]> whole =
        new ProducerRecord<>(topic, null, null, original.key(), original.value(), headers);
    if (limits.fits(whole)) {
      return whole;
    }
    omitted(headers, "value", length(original.value()));
    ProducerRecord<byte[], byte[]> withoutValue =
        new ProducerRecord<>(topic, null, null, original.key(), null, headers);
    return limits.fits(withoutValue) ? withoutValue : reasonAlone(original, letter);
  }

  private ProducerRecord<byte[], byte[]> reasonAlone(
      ConsumerRecord<byte[], byte[]> original, DeadLetter letter) {
    Headers headers = new RecordHeaders();
    why(headers, original, letter);
    omitted(headers, "value", length(original.value()));
    omitted(headers, "headers", FirstPlace.senders(original).toArray().length);
    ProducerRecord<byte[], byte[]> keyed =
        new ProducerRecord<>(topic, null, null, original.key(), null, headers);
    if (limits.fits(keyed)) {
      return keyed;
    }
    omitted(headers, "key", length(original.key()));
    return new ProducerRecord<>(topic, null, null, null, null, headers);
  }

  /** The same record for another partition of its topic, and where it was before. */
  static ProducerRecord<byte[], byte[]> reroute(
      ConsumerRecord<byte[], byte[]> original, int partition) {
    return new ProducerRecord<>(
        original.topic(),
        partition,
        null,
        original.key(),
        original.value(),
        FirstPlace.ofCopy(original));
  }

  private static void why(
      Headers headers, ConsumerRecord<byte[], byte[]> original, DeadLetter letter) {
    FirstPlace place = FirstPlace.of(original);
    add(headers, "code", letter.code().name());
    add(headers, "reason", letter.reason());
    add(headers, "topic", original.topic());
    add(headers, "partition", Integer.toString(place.partition()));
    add(headers, "offset", Long.toString(place.offset()));
    add(headers, "cause", letter.cause());
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static void omitted(Headers headers, String what, int size) {
    add(headers, what + "-omitted", Integer.toString(size));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
