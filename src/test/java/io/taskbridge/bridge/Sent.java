package io.taskbridge.bridge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;

/** A record that was written to one of the bridge's inputs, and where it stands. */
record Sent(ProducerRecord<byte[], byte[]> record, RecordMetadata at) {

  String topic() {
    return at.topic();
  }

  int partition() {
    return at.partition();
  }

  long offset() {
    return at.offset();
  }

  List<String> headers() {
    return Headers.described(List.of(record.headers().toArray()));
  }

  /** Headers in their order, comparable. */
  static final class Headers {
    private Headers() {}

    static List<String> described(List<Header> headers) {
      return headers.stream().map(Headers::described).toList();
    }

    private static String described(Header header) {
      byte[] value = header.value();
      return header.key()
          + "="
          + (value == null ? "null" : "'" + new String(value, StandardCharsets.ISO_8859_1) + "'");
    }
  }
}
