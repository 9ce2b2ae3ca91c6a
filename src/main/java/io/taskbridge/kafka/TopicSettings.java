package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

/**
 * How missing topics are made.
 *
 * @param create false: they must be there
 * @param partitions of the topics that belong together, and of the others
 * @param replicationFactor of all of them
 * @param maxMessageBytes the largest record that they take
 */
public record TopicSettings(
    Topics topics, boolean create, int partitions, short replicationFactor, int maxMessageBytes) {
  public TopicSettings {
    requireNonNull(topics, "topics");
  }
}
