package io.taskbridge.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jboss.logging.Logger;

/**
 * Finds out whether a transactional id is still ours, for a process that has nothing to write. The
 * client spares itself the way to the broker for a transaction without content, so one begins with
 * an offset, of a topic that the group reads nothing of, and is aborted: nothing of it stays.
 */
final class PlaceProof {
  private static final Logger LOG = Logger.getLogger(PlaceProof.class);

  private PlaceProof() {}

  /**
   * @throws org.apache.kafka.common.KafkaException as any transaction: when another producer has
   *     the id, or Kafka is away
   */
  static void attempt(
      Producer<byte[], byte[]> producer, String unread, ConsumerGroupMetadata metadata) {
    producer.beginTransaction();
    try {
      producer.sendOffsetsToTransaction(
          Map.of(new TopicPartition(unread, 0), new OffsetAndMetadata(0)), metadata);
    } catch (CommitFailedException
        | FencedInstanceIdException
        | TransactionAbortableException
        | TimeoutException theGroupSays) {
      // Who is in the group does not matter here; what becomes of the transaction does.
      LOG.debugf("a place is proven although: %s", theGroupSays.getMessage());
    }
    producer.abortTransaction();
  }
}
