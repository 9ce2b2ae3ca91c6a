package io.taskbridge.kafka;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** What is asked of the channel's consumer from outside of its polling thread. */
final class IntakeConsumer implements IntakeValve {
  private static final Logger LOG = Logger.getLogger(IntakeConsumer.class);

  private final KafkaClientService clients;
  private final String channel;

  /** The latest assignment; told on the polling thread. */
  private volatile int latest;

  /** The assignment that what is asked for concerns. On the bridge's thread. */
  private int followed;

  IntakeConsumer(KafkaClientService clients, String channel) {
    this.clients = clients;
    this.channel = channel;
  }

  /** There is a new assignment. On the polling thread. */
  void assigned(int assignment) {
    latest = assignment;
  }

  /** From now on, what is asked for concerns this assignment. On the bridge's thread. */
  void follow(int assignment) {
    followed = assignment;
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    runWithin("pause", consumer -> consumer.pause(stillAssigned(partitions, consumer)));
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    runWithin("resume", consumer -> consumer.resume(stillAssigned(partitions, consumer)));
  }

  /** Seconds since the last poll, by the client's own count; empty before the first. */
  OptionalLong secondsSincePoll() {
    return clients.getConsumer(channel).unwrap().metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("last-poll-seconds-ago"))
        .mapToLong(metric -> ((Number) metric.getValue().metricValue()).longValue())
        .filter(seconds -> seconds >= 0)
        .findFirst();
  }

  /** Makes the group assign anew, and every replica look at what it holds. */
  void rejoin(String reason) {
    run("rejoin", consumer -> consumer.enforceRebalance(reason));
  }

  /**
   * Does nothing once the partitions were assigned anew: then they are paused until their ledger is
   * restored, and what would be polled before would be dropped and never read again.
   */
  private void runWithin(
      String what,
      java.util.function.Consumer<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>>
          action) {
    int assignment = followed;
    run(
        what,
        consumer -> {
          if (assignment == latest) {
            action.accept(consumer);
          }
        });
  }

  private void run(
      String what,
      java.util.function.Consumer<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>>
          action) {
    KafkaConsumer<byte[], byte[]> consumer = clients.getConsumer(channel);
    consumer
        .runOnPollingThread(action)
        .subscribe()
        .with(done -> {}, failure -> LOG.errorf(failure, "could not %s the intake", what));
  }

  private static Set<TopicPartition> stillAssigned(
      Collection<TopicPartition> wanted,
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    Set<TopicPartition> both = new HashSet<>(wanted);
    both.retainAll(consumer.assignment());
    return both;
  }
}
