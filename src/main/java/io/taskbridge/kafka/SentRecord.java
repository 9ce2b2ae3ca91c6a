package io.taskbridge.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * A record on its way.
 *
 * @param partition of its batch
 */
record SentRecord(
    int partition, ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> receipt) {

  /** Never waits: once a transaction has failed, a record that still has no answer is no cause. */
  boolean isTooLarge() {
    if (!receipt.isDone()) {
      return false;
    }
    try {
      receipt.get();
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof RecordTooLargeException;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
