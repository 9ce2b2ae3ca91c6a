package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Which dead letters were sent again: a compacted topic with one record for each, written in the
 * same transaction as what was sent. So a run that was killed is taken up where its last
 * transaction ended, and no letter is sent twice, whatever a later run chooses.
 */
final class ReplayMemory {
  private static final int PARTITIONS = 1;

  private final String topic;
  private final Set<String> places;

  private ReplayMemory(String topic, Set<String> places) {
    this.topic = topic;
    this.places = places;
  }

  /** Makes the topic where it is missing. */
  static void create(Admin admin, String topic, short replicationFactor)
      throws InterruptedException {
    NewTopic memory =
        new NewTopic(topic, PARTITIONS, replicationFactor)
            .configs(Map.of("cleanup.policy", "compact"));
    try {
      if (!admin.listTopics().names().get().contains(topic)) {
        admin.createTopics(List.of(memory)).all().get();
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new CliException(
            "the topic "
                + topic
                + " is missing and cannot be made ("
                + e.getCause().getMessage()
                + "); make it, with cleanup.policy=compact",
            e);
      }
    }
  }

  /** Reads what earlier runs did; nothing, where the topic was never made. */
  static ReplayMemory read(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    Set<String> places = new HashSet<>();
    List<TopicPartition> partitions =
        Optional.ofNullable(consumer.listTopics().get(topic)).orElse(List.of()).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
      consumer
          .poll(Duration.ofMillis(200))
          .forEach(record -> places.add(new String(record.key(), UTF_8)));
    }
    return new ReplayMemory(topic, places);
  }

  boolean knows(Letter letter) {
    return places.contains(letter.place());
  }

  /** What is remembered of a letter; for people too. */
  ProducerRecord<byte[], byte[]> record(Letter letter, Instant at) {
    ObjectNode value =
        JsonNodeFactory.instance
            .objectNode()
            .put("code", letter.code())
            .put("sent_to", letter.topic())
            .put("replay", letter.replays() + 1)
            .put("at", at.toString());
    return new ProducerRecord<>(
        topic, letter.place().getBytes(UTF_8), value.toString().getBytes(UTF_8));
  }
}
