package io.taskbridge.chaos;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.TopicPartition;

/** Asks the group who owns what. */
final class Owners implements AutoCloseable {
  private static final String GROUP = "task-bridge";

  private final Admin admin;

  Owners(String bootstrapServers) {
    this.admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "request.timeout.ms", "2000",
                "default.api.timeout.ms", "2000"));
  }

  /** Partitions of the requests topic that this replica owns; empty when nobody can tell. */
  Set<Integer> of(String instanceId) throws InterruptedException {
    try {
      ConsumerGroupDescription group =
          admin.describeConsumerGroups(Set.of(GROUP)).all().get().get(GROUP);
      return group.members().stream()
          .filter(member -> member.groupInstanceId().filter(instanceId::equals).isPresent())
          .flatMap(member -> member.assignment().topicPartitions().stream())
          .filter(source -> source.topic().equals(ChaosTopics.REQUESTS))
          .map(TopicPartition::partition)
          .collect(Collectors.toSet());
    } catch (ExecutionException brokerIsAway) {
      return Set.of();
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
