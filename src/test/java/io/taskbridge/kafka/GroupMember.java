package io.taskbridge.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member of the group with the intake's settings, polled by hand. */
final class GroupMember implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AtomicBoolean assigned = new AtomicBoolean();

  GroupMember(String bootstrapServers, String group, String instance, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", group,
                "group.instance.id", instance,
                "group.protocol", "classic",
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor",
                "session.timeout.ms", "10000",
                "heartbeat.interval.ms", "200",
                "enable.auto.commit", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned.set(true);
          }
        });
  }

  /** Polls until the group has told what is whose. */
  ConsumerGroupMetadata awaitAssignment() {
    Waiting.until(
        "an assignment",
        () -> {
          consumer.poll(Duration.ofMillis(50));
          return assigned.getAndSet(false);
        });
    return consumer.groupMetadata();
  }

  /** Makes the group assign anew: what was known of it before is stale. */
  ConsumerGroupMetadata rejoin() {
    consumer.enforceRebalance("a test");
    return awaitAssignment();
  }

  List<Integer> partitions() {
    return consumer.assignment().stream().map(TopicPartition::partition).toList();
  }

  /** Leaves the group for good, as a replica does whose session the group has given up. */
  void leave() {
    consumer.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
