package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

/**
 * How missing topics are made.
 *
 * @param create false: they must be there
 * @param partitions of the topics that belong together, and of the others
 * @param replicationFactor of all of them; -1 leaves it to the brokers
 * @param maxMessageBytes the largest record that they take
 * @throws IllegalArgumentException with one sentence, for numbers that make no topic
 */
public record TopicSettings(
    Topics topics, boolean create, int partitions, short replicationFactor, int maxMessageBytes) {
  private static final short BROKERS_DEFAULT = -1;

  public TopicSettings {
    requireNonNull(topics, "topics");
    if (partitions < 1) {
      throw unfit("BRIDGE_TOPICS_PARTITIONS (bridge.topics.partitions)", partitions, "");
    }
    if (replicationFactor < 1 && replicationFactor != BROKERS_DEFAULT) {
      throw unfit(
          "BRIDGE_TOPICS_REPLICATION_FACTOR (bridge.topics.replication-factor)",
          replicationFactor,
          ", or -1 for the brokers' default");
    }
  }

  private static IllegalArgumentException unfit(String setting, int value, String otherwise) {
    return new IllegalArgumentException(
        setting + " is " + value + " and must be at least 1" + otherwise);
  }
}
