package io.taskbridge.cli;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Sends in transactions, a few hundred records or a second each. The transactional id is one for
 * all runs of a bridge's group, so that two at the same time cannot both send a letter: the later
 * one puts an end to the earlier.
 */
final class TransactionalSink implements ReplaySink, AutoCloseable {
  private static final int MOST_RECORDS = 250;
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final long MOST_MILLIS = 1_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Clock clock;
  private final int rate;
  private final long begunMillis;
  private long sent;
  private int records;
  private long bytes;
  private long openSinceMillis;

  /**
   * @param rate so many a second at most; 0: no limit
   */
  TransactionalSink(Setup setup, int rate, Clock clock) {
    this.clock = clock;
    this.rate = rate;
    this.producer =
        setup.producer(
            Map.of("transactional.id", setup.config().groupId() + "-dead-letter-replay"));
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw new CliException(
          "Kafka gives no transactions: "
              + e.getMessage()
              + "; the rights needed are in the chapter on replay of operations.md",
          e);
    }
    this.begunMillis = clock.millis();
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record, ProducerRecord<byte[], byte[]> mark)
      throws InterruptedException {
    waitForTurn();
    try {
      if (records == 0) {
        producer.beginTransaction();
        openSinceMillis = clock.millis();
      }
      producer.send(record);
      producer.send(mark);
    } catch (KafkaException e) {
      throw stopped(e);
    }
    sent++;
    records++;
    bytes += record.value() == null ? 0 : record.value().length;
    if (records >= MOST_RECORDS
        || bytes >= MOST_BYTES
        || clock.millis() - openSinceMillis >= MOST_MILLIS) {
      commit();
    }
  }

  /** Makes visible what was sent. */
  void commit() {
    if (records == 0) {
      return;
    }
    try {
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw stopped(e);
    }
    records = 0;
    bytes = 0;
  }

  private void waitForTurn() throws InterruptedException {
    if (rate == 0) {
      return;
    }
    long due = begunMillis + sent * 1_000 / rate;
    long wait = due - clock.millis();
    if (wait > 0) {
      TimeUnit.MILLISECONDS.sleep(wait);
    }
  }

  private static CliException stopped(KafkaException e) {
    if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
      return new CliException(
          "another replay was begun, which goes on where this one stopped; let one of them run", e);
    }
    return new CliException(
        "stopped in the middle: "
            + e.getMessage()
            + "; what was sent is remembered, run it again to go on",
        e);
  }

  /** What was not committed is given up: the next run sends it. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
