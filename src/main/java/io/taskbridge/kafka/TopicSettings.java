package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

/**
 * How missing topics are made.
 *
 * @param create false: they must be there
 * @param partitions of the topics that belong together, and of the others
 * @param replicationFactor of all of them
 * @param maxMessageBytes the largest record that they take
 * @throws IllegalArgumentException with one sentence, for numbers that make no topic
 */
public record TopicSettings(
    Topics topics, boolean create, int partitions, short replicationFactor, int maxMessageBytes) {
  public TopicSettings {
    requireNonNull(topics, "topics");
    atLeastOne(partitions, "BRIDGE_TOPICS_PARTITIONS (bridge.topics.partitions)");
    atLeastOne(
        replicationFactor, "BRIDGE_TOPICS_REPLICATION_FACTOR (bridge.topics.replication-factor)");
  }

  private static void atLeastOne(int value, String setting) {
    if (value < 1) {
      throw new IllegalArgumentException(setting + " is " + value + " and must be at least 1");
    }
  }
}
