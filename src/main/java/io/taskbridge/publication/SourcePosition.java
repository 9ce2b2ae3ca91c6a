package io.taskbridge.publication;

import static java.util.Objects.requireNonNull;

/** One record that the bridge read: settled once what became of it is durable. */
public record SourcePosition(String topic, int partition, long offset) {
  public SourcePosition {
    requireNonNull(topic, "topic");
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
