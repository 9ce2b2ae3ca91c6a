package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers in which different programs say where a dead letter came from, and why.
 *
 * <p>Sources: {@code KafkaDeadLetterQueue} of SmallRye Reactive Messaging (which this bridge
 * follows), KIP-298 for Kafka Connect, {@code KafkaHeaders.DLT_*} for Spring Kafka.
 */
enum HeaderFamily {
  /** This bridge, and SmallRye; numbers are texts. */
  DEAD_LETTER("dead-letter-", "topic", "partition", "offset", "code", "exception-class-name"),
  /**
   * Kafka Connect with {@code errors.deadletterqueue.context.headers.enable}; numbers are texts.
   */
  CONNECT("__connect.errors.", "topic", "partition", "offset", "exception.class.name", "stage"),
  /** Spring Kafka's {@code DeadLetterPublishingRecoverer}; numbers are big-endian integers. */
  SPRING(
      "kafka_dlt-",
      "original-topic",
      "original-partition",
      "original-offset",
      "exception-cause-fqcn",
      "exception-fqcn");

  private final String prefix;
  private final String topic;
  private final String partition;
  private final String offset;
  private final String code;
  private final String otherCode;

  HeaderFamily(
      String prefix, String topic, String partition, String offset, String code, String otherCode) {
    this.prefix = prefix;
    this.topic = prefix + topic;
    this.partition = prefix + partition;
    this.offset = prefix + offset;
    this.code = prefix + code;
    this.otherCode = prefix + otherCode;
  }

  /** The family whose headers say where a record came from; empty when none does. */
  static Optional<HeaderFamily> of(Headers headers) {
    for (HeaderFamily each : values()) {
      if (headers.lastHeader(each.topic) != null) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Whether a header was added when the record was set aside. */
  boolean owns(Header header) {
    return header.key().startsWith(prefix);
  }

  String topic(Headers headers) {
    return text(headers, topic);
  }

  /** Null when it is not told. */
  Integer partition(Headers headers) {
    Long number = number(headers, partition);
    return number == null || number < 0 ? null : Math.toIntExact(number);
  }

  /** Null when it is not told. */
  Long offset(Headers headers) {
    return number(headers, offset);
  }

  /** The bridge's code, or the class of the exception; empty when neither is told. */
  String code(Headers headers) {
    String first = text(headers, code);
    return first.isEmpty() ? text(headers, otherCode) : first;
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  private Long number(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    byte[] value = header.value();
    if (this == SPRING && value.length == Integer.BYTES) {
      return (long) ByteBuffer.wrap(value).getInt();
    }
    if (this == SPRING && value.length == Long.BYTES) {
      return ByteBuffer.wrap(value).getLong();
    }
    String text = new String(value, UTF_8);
    return text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
  }
}
