package io.taskbridge.kafka;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Records with the assignment under which they were polled. The group's generation does not tell
 * those that were on their way during a rebalance from those that were read after it: a member that
 * joins again may keep its generation.
 */
final class PolledRecords extends ConsumerRecords<byte[], byte[]> {
  private final int assignment;

  PolledRecords(ConsumerRecords<byte[], byte[]> polled, int assignment) {
    super(byPartition(polled), polled.nextOffsets());
    this.assignment = assignment;
  }

  /** The assignment under which these were polled; -1 when that is not known. */
  static int assignment(ConsumerRecords<?, ?> records) {
    return records instanceof PolledRecords polled ? polled.assignment : -1;
  }

  private static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition(
      ConsumerRecords<byte[], byte[]> polled) {
    return polled.partitions().stream()
        .collect(Collectors.toMap(Function.identity(), polled::records));
  }
}
