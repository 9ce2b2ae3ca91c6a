package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * How Kafka is spoken to.
 *
 * @param client configuration that all clients share: servers, security
 * @param topics the names
 * @param groupId the consumer group, and part of the transactional id and of every event's source
 * @param instanceId stable per replica
 * @param defaults for requests
 * @param maxMessageBytes the largest record that the topics take
 * @param maxOutputBytes the largest value of a result
 * @param backlog requests of one partition that may wait in memory
 * @param backlogBytes what these may hold there
 * @param maxTransactionRecords about the most records of one transaction
 * @param maxTransactionBytes about the most bytes of one transaction
 * @param transactionTimeout after which the broker gives up on a transaction of a replica that died
 * @param drain how long a rebalance or a stop waits for submissions that are under way
 */
public record KafkaSettings(
    Map<String, Object> client,
    Topics topics,
    String groupId,
    String instanceId,
    RequestDefaults defaults,
    int maxMessageBytes,
    int maxOutputBytes,
    int backlog,
    long backlogBytes,
    int maxTransactionRecords,
    long maxTransactionBytes,
    Duration transactionTimeout,
    Duration drain) {
  public KafkaSettings {
    client = Map.copyOf(client);
    requireNonNull(topics, "topics");
    requireNonNull(groupId, "groupId");
    requireNonNull(instanceId, "instanceId");
    requireNonNull(defaults, "defaults");
    requireNonNull(transactionTimeout, "transactionTimeout");
    requireNonNull(drain, "drain");
  }

  /** The client configuration may hold passwords. */
  @Override
  public String toString() {
    return "KafkaSettings[groupId=" + groupId + ", instanceId=" + instanceId + "]";
  }
}
