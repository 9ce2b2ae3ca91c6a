package io.taskbridge.kafka;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** What is asked of the channel's consumer from outside of its polling thread. */
final class IntakeConsumer {
  private static final Logger LOG = Logger.getLogger(IntakeConsumer.class);

  private final KafkaClientService clients;
  private final String channel;

  IntakeConsumer(KafkaClientService clients, String channel) {
    this.clients = clients;
    this.channel = channel;
  }

  void pause(Collection<TopicPartition> partitions) {
    run("pause", consumer -> consumer.pause(stillAssigned(partitions, consumer.assignment())));
  }

  void resume(Collection<TopicPartition> partitions) {
    run("resume", consumer -> consumer.resume(stillAssigned(partitions, consumer.assignment())));
  }

  /** Makes the group assign anew, and every replica look at what it holds. */
  void rejoin(String reason) {
    run("rejoin", consumer -> consumer.enforceRebalance(reason));
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
      Collection<TopicPartition> wanted, Set<TopicPartition> assigned) {
    Set<TopicPartition> both = new HashSet<>(wanted);
    both.retainAll(assigned);
    return both;
  }
}
