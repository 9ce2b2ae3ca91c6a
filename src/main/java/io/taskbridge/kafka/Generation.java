package io.taskbridge.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Under which membership of the group a record was polled. SmallRye notes it on the polling thread
 * in a header of its own, which tells records that were on their way during a rebalance from those
 * that were read after it.
 */
final class Generation {
  /** SmallRye's {@code KafkaRecordHelper.SMALLRYE_GENERATION_ID}. */
  static final String HEADER = "__smallrye_generationId";

  private Generation() {}

  /**
   * The generation of a record.
   *
   * @throws IllegalStateException when it has none: the connector does not work as it did
   */
  static int of(ConsumerRecord<?, ?> record) {
    Header header = record.headers().lastHeader(HEADER);
    if (header == null) {
      throw new IllegalStateException(
          "a record without the header " + HEADER + ": the connector has changed its ways");
    }
    return Integer.parseInt(new String(header.value(), StandardCharsets.US_ASCII));
  }
}
