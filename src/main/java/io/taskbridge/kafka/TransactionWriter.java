package io.taskbridge.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jboss.logging.Logger;

/**
 * Writes one transaction at a time with one producer, and makes a new producer when the old one is
 * of no more use. Used by the log's thread only.
 */
final class TransactionWriter implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TransactionWriter.class);
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final int ABORTABLE_IN_A_ROW = 10;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final String ledgerTopic;
  private final LedgerEnds ends;
  private final RecordLimits limits;
  private final Duration transactionTimeout;
  private final LongSupplier nanoTime;
  private final LogMonitor monitor;
  private Producer<byte[], byte[]> producer;
  private int abortedInARow;
  private long began;

  /**
   * @param limits learn what a topic refused
   * @param transactionTimeout how long the broker lets a transaction of these producers be open
   * @param nanoTime the monotonic clock, in nanoseconds
   */
  TransactionWriter(
      Supplier<Producer<byte[], byte[]>> producers,
      String ledgerTopic,
      LedgerEnds ends,
      RecordLimits limits,
      Duration transactionTimeout,
      LongSupplier nanoTime,
      LogMonitor monitor) {
    this.producers = producers;
    this.ledgerTopic = ledgerTopic;
    this.ends = ends;
    this.limits = limits;
    this.transactionTimeout = transactionTimeout;
    this.nanoTime = nanoTime;
    this.monitor = monitor;
  }

  CommitResult commit(LogQueue.Group group) throws InterruptedException {
    try {
      ready();
      if (group.batches().isEmpty()) {
        began = nanoTime.getAsLong();
        PlaceProof.attempt(producer, ledgerTopic, group.membership().metadata());
        return new CommitResult.Proven();
      }
      while (true) {
        List<SentRecord> sent = new ArrayList<>();
        try {
          transaction(group, sent);
          abortedInARow = 0;
          return new CommitResult.Committed();
        } catch (CommitFailedException | FencedInstanceIdException moved) {
          // Two processes under one id throw each other out of the group. Which of them is the
          // newer one, only the transactional id tells: for the older one, this fails.
          producer.abortTransaction();
          return new CommitResult.NotOwner(moved.getMessage());
        } catch (TransactionAbortableException | TimeoutException again) {
          producer.abortTransaction();
          monitor.failed(LogMonitor.Failure.ABORTED);
          if (++abortedInARow >= ABORTABLE_IN_A_ROW) {
            throw again;
          }
          LOG.debugf("a transaction was aborted and is tried again: %s", again.toString());
          TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (KafkaException failure) {
          List<SentRecord> tooLarge = sent.stream().filter(SentRecord::isTooLarge).toList();
          if (tooLarge.isEmpty()) {
            throw failure;
          }
          producer.abortTransaction();
          return tooLarge(tooLarge);
        }
      }
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException | ExecutionException e) {
      discard(e);
      return isReplaced(e) ? new CommitResult.Replaced(e) : new CommitResult.Lost(e);
    }
  }

  /**
   * Takes the transactional id before there is something to write: the transaction that a
   * predecessor left open is aborted by this, and until then nobody can read past it.
   */
  void prepare() throws InterruptedException {
    try {
      ready();
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException e) {
      // The next commit meets the same, and tells what follows from it.
      LOG.debugf("Kafka gives no transactions: %s", e.toString());
    }
  }

  /** Gets a producer that has the transactional id, however long it takes. */
  private void ready() throws InterruptedException {
    boolean said = false;
    while (producer == null) {
      Producer<byte[], byte[]> fresh = producers.get();
      try {
        fresh.initTransactions();
        producer = fresh;
      } catch (TimeoutException kafkaIsAway) {
        fresh.close(Duration.ZERO);
        if (!said) {
          LOG.warnf("Kafka gives no transactions yet: %s; trying on", kafkaIsAway.getMessage());
          said = true;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (KafkaException e) {
        fresh.close(Duration.ZERO);
        throw e;
      }
    }
  }

  /** What topics take is found out anew by whoever restores the partitions. */
  private CommitResult tooLarge(List<SentRecord> refused) {
    refused.forEach(each -> limits.refused(each.record()));
    ProducerRecord<byte[], byte[]> first = refused.get(0).record();
    return new CommitResult.TooLarge(
        refused.stream().map(SentRecord::partition).collect(Collectors.toSet()),
        "a record of %d bytes is more than the topic %s takes"
            .formatted(RecordLimits.size(first), first.topic()));
  }

  private void transaction(LogQueue.Group group, List<SentRecord> sent)
      throws ExecutionException, InterruptedException {
    began = nanoTime.getAsLong();
    producer.beginTransaction();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (PendingBatch batch : group.batches()) {
      for (ProducerRecord<byte[], byte[]> record : batch.records()) {
        sent.add(new SentRecord(batch.partition(), record, producer.send(record)));
      }
      // Later batches of a partition know more: theirs is the offset that counts.
      offsets.putAll(batch.offsets());
    }
    // Before the group is asked whether we are in it: a successor, which reads up to the end as it
    // is when it takes over, could miss a record that came to the log afterwards.
    producer.flush();
    producer.sendOffsetsToTransaction(offsets, group.membership().metadata());
    commitSurely();
    ends.committed(offsets);
    for (SentRecord each : sent) {
      RecordMetadata written = each.receipt().get();
      if (written.topic().equals(ledgerTopic)) {
        ends.wrote(written.partition(), written.offset());
      }
    }
  }

  /** A time-out says nothing about the outcome: the same commit is asked for until it is known. */
  private void commitSurely() {
    while (true) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException unknown) {
        LOG.warnf(
            "the outcome of a commit is not known yet: %s; asking again", unknown.getMessage());
      }
    }
  }

  private void discard(Exception failure) {
    Throwable cause = failure;
    // "We are in an error state" says nothing; what led there does.
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof AuthorizationException) {
      LOG.errorf(
          "Kafka does not let the bridge write: %s; give its user the rights that operations.md"
              + " lists",
          cause.getMessage());
    } else {
      LOG.warnf("the producer is of no more use and is replaced: %s", cause.toString());
    }
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  /**
   * A producer is fenced by another process that begins with the same id, but also by a broker that
   * lost patience with it, and both look the same. A transaction that is younger than the broker's
   * patience tells them apart.
   */
  private boolean isReplaced(Exception failure) {
    boolean young = nanoTime.getAsLong() - began < transactionTimeout.toNanos();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (young
          && (cause instanceof ProducerFencedException
              || cause instanceof InvalidProducerEpochException)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(CLOSE);
      producer = null;
    }
  }
}
