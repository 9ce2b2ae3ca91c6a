package io.taskbridge.cli;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes what is sent again. */
interface ReplaySink {
  /** For a run that only looks. */
  ReplaySink NONE = (record, mark) -> {};

  /**
   * Takes a record and what is remembered of it: both become visible together, or neither does.
   *
   * @throws CliException when Kafka does not take it
   */
  void send(ProducerRecord<byte[], byte[]> record, ProducerRecord<byte[], byte[]> mark)
      throws InterruptedException;
}
