package io.taskbridge.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What the group gave to this replica.
 *
 * @param number counts them; what is polled under it carries it too
 * @param group fences what is written from now on
 * @param positions where each assigned source will be read from
 * @param firstRequests where the requests of each partition begin, as far as they are still there;
 *     empty if Kafka did not tell, which means that nothing is known to be gone
 * @param partitions of the requests topic
 */
record Assignment(
    int number,
    ConsumerGroupMetadata group,
    Map<TopicPartition, OffsetAndMetadata> positions,
    Map<Integer, Long> firstRequests,
    int partitions) {
  /** A rebalance waits for it, and the next assignment asks again. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Pauses all that is assigned, nothing is read before the ledger is restored, and asks Kafka what
   * there is to know of it. On the polling thread, when a rebalance has ended; to be called again
   * if Kafka did not answer.
   */
  static Assignment take(int number, Consumer<?, ?> consumer, String requestsTopic) {
    Set<TopicPartition> sources = Set.copyOf(consumer.assignment());
    consumer.pause(sources);
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>(consumer.committed(sources));
    positions.replaceAll(
        (source, committed) ->
            committed == null ? new OffsetAndMetadata(consumer.position(source)) : committed);
    int partitions = consumer.partitionsFor(requestsTopic).size();
    List<TopicPartition> requests =
        sources.stream().filter(each -> each.topic().equals(requestsTopic)).toList();
    return new Assignment(
        number, consumer.groupMetadata(), positions, first(consumer, requests), partitions);
  }

  /** One partition without a leader must not keep all others from being worked on. */
  private static Map<Integer, Long> first(Consumer<?, ?> consumer, List<TopicPartition> requests) {
    Map<Integer, Long> first = new HashMap<>();
    try {
      consumer
          .beginningOffsets(requests, PATIENCE)
          .forEach((source, offset) -> first.put(source.partition(), offset));
    } catch (TimeoutException someLeaderIsMissing) {
      return Map.of();
    }
    return Map.copyOf(first);
  }
}
