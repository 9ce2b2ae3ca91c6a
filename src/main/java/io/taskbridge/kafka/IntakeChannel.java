package io.taskbridge.kafka;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The one channel of the bridge: requests, commands and replies by one consumer, so that one
 * replica owns the same partition of all three. Never blocks: bounds on memory are the business of
 * the brake and the gate.
 */
@ApplicationScoped
@Identifier(IntakeChannel.NAME)
public class IntakeChannel implements KafkaConsumerRebalanceListener {
  /** The channel's name in the configuration. */
  public static final String NAME = "intake";

  private final KafkaBridge bridge;
  private final IntakeGate gate;

  @Inject
  IntakeChannel(KafkaBridge bridge, IntakeGate gate) {
    this.bridge = bridge;
    this.gate = gate;
  }

  @Incoming(NAME)
  Uni<Void> receive(
      ConsumerRecords<byte[], byte[]> records,
      IncomingKafkaRecordBatchMetadata<byte[], byte[]> polled) {
    long bytes = IntakeGate.bytes(records);
    gate.handedOver(bytes);
    bridge
        .received(records, PolledRecords.assignment(polled.getRecords()))
        .thenRun(() -> gate.passed(bytes));
    return Uni.createFrom().voidItem();
  }

  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> sources) {
    Set<Integer> partitions =
        sources.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    bridge.revoked(partitions);
  }

  /**
   * Not what was added counts but all that is assigned: if this fails the client polls again, and
   * is then told that nothing was added.
   */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> added) {
    int number = gate.assigned();
    bridge.assigning(consumer.assignment());
    bridge.assigned(Assignment.take(number, consumer, bridge.requestsTopic()));
  }
}
