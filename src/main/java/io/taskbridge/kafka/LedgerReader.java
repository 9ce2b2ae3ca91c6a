package io.taskbridge.kafka;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.submission.LedgerSurvey.Trace;
import io.taskbridge.task.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads partitions of the ledger topic, committed records only, up to the high watermark as it is
 * when reading begins. Not to the last stable offset: a transaction that a dying replica left open
 * would hide an intent, so it is waited for.
 */
final class LedgerReader {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Who wants to know asks again. */
  private static final Duration LONGEST_SURVEY = Duration.ofMinutes(2);

  private final String topic;
  private final Admin admin;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final LedgerCodec codec;
  private final LedgerEnds ends;
  private volatile boolean stopped;

  /**
   * @param consumers make a consumer without a group, reading committed records
   */
  LedgerReader(
      String topic,
      Admin admin,
      Supplier<Consumer<byte[], byte[]>> consumers,
      LedgerCodec codec,
      LedgerEnds ends) {
    this.topic = topic;
    this.admin = admin;
    this.consumers = consumers;
    this.codec = codec;
    this.ends = ends;
  }

  /**
   * What was found.
   *
   * @param ledgers restored from the beginning
   * @param unchanged partitions that nobody wrote to since this replica did
   */
  record Found(List<PartitionLedger> ledgers, List<Integer> unchanged) {}

  /**
   * Restores partitions.
   *
   * @param kept those whose content is known here up to {@link LedgerEnds#of}, if nobody else wrote
   * @param fresh those to be read from their beginning
   * @param abandoned tells that the answer is not wanted any more
   * @throws ExecutionException when Kafka refuses
   * @throws CancellationException when the bridge stops meanwhile
   */
  Found read(Collection<Integer> kept, Collection<Integer> fresh, BooleanSupplier abandoned)
      throws ExecutionException, InterruptedException {
    List<Integer> all = new ArrayList<>(kept);
    all.addAll(fresh);
    Map<Integer, Long> targets = highWatermarks(all);
    List<Integer> unchanged = new ArrayList<>();
    List<Integer> fromStart = new ArrayList<>(fresh);
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      for (int partition : kept) {
        if (isUnchanged(consumer, partition, targets.get(partition), abandoned)) {
          unchanged.add(partition);
        } else {
          fromStart.add(partition);
        }
      }
      List<PartitionLedger> ledgers = restore(consumer, fromStart, targets, abandoned);
      fromStart.forEach(partition -> ends.readUpTo(partition, targets.get(partition)));
      return new Found(ledgers, unchanged);
    }
  }

  /**
   * Gives up on what is being read, and on all that is asked for from now on: an interrupt instead
   * would catch a consumer while it says goodbye, which it takes for an error.
   */
  void stop() {
    stopped = true;
  }

  /**
   * What all these partitions hold just now, whoever owns them.
   *
   * @throws ExecutionException when Kafka refuses
   * @throws TimeoutException when it takes too long
   * @throws CancellationException when the bridge stops meanwhile
   */
  Collection<Trace> survey(Collection<Integer> partitions)
      throws ExecutionException, InterruptedException {
    List<Integer> all = List.copyOf(partitions);
    LedgerFold fold = new LedgerFold(codec);
    long began = System.nanoTime();
    BooleanSupplier late = () -> System.nanoTime() - began > LONGEST_SURVEY.toNanos();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      if (!readAll(consumer, all, highWatermarks(all), late, fold::add)) {
        throw new TimeoutException("the ledgers were not read within " + LONGEST_SURVEY);
      }
      return fold.traces();
    }
  }

  private boolean isUnchanged(
      Consumer<byte[], byte[]> consumer, int partition, long target, BooleanSupplier abandoned) {
    TopicPartition source = new TopicPartition(topic, partition);
    consumer.assign(List.of(source));
    consumer.seek(source, ends.of(partition));
    while (consumer.position(source) < target && !abandoned.getAsBoolean()) {
      unlessStopped();
      if (!consumer.poll(POLL).isEmpty()) {
        return false;
      }
    }
    ends.readUpTo(partition, target);
    return true;
  }

  private List<PartitionLedger> restore(
      Consumer<byte[], byte[]> consumer,
      List<Integer> partitions,
      Map<Integer, Long> targets,
      BooleanSupplier abandoned) {
    Map<Integer, Map<RequestId, ConsumerRecord<byte[], byte[]>>> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, new LinkedHashMap<>()));
    return readAll(
            consumer,
            partitions,
            targets,
            abandoned,
            record -> remember(latest.get(record.partition()), record))
        ? partitions.stream().map(p -> ledger(p, latest.remove(p))).toList()
        : List.of();
  }

  /**
   * Reads partitions from their beginning.
   *
   * @return false when it was given up
   */
  private boolean readAll(
      Consumer<byte[], byte[]> consumer,
      List<Integer> partitions,
      Map<Integer, Long> targets,
      BooleanSupplier abandoned,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> sources =
        partitions.stream().map(partition -> new TopicPartition(topic, partition)).toList();
    consumer.assign(sources);
    consumer.seekToBeginning(sources);
    List<TopicPartition> left = new ArrayList<>(sources);
    while (!abandoned.getAsBoolean()) {
      unlessStopped();
      left.removeIf(source -> consumer.position(source) >= targets.get(source.partition()));
      if (left.isEmpty()) {
        return true;
      }
      consumer.poll(POLL).forEach(each);
    }
    return false;
  }

  private void unlessStopped() {
    if (stopped) {
      throw new CancellationException("the bridge stops");
    }
  }

  /**
   * Only the last record of a request is decoded in the end: most were overtaken by a later one.
   */
  private void remember(
      Map<RequestId, ConsumerRecord<byte[], byte[]>> latest,
      ConsumerRecord<byte[], byte[]> record) {
    RequestId id = codec.key(record.key());
    // Removed first, so that the order is that of the last change: what ended first comes first.
    latest.remove(id);
    if (record.value() != null) {
      latest.put(id, record);
    }
  }

  private PartitionLedger ledger(
      int partition, Map<RequestId, ConsumerRecord<byte[], byte[]>> latest) {
    PartitionLedger ledger = new PartitionLedger(partition);
    for (Iterator<ConsumerRecord<byte[], byte[]>> each = latest.values().iterator();
        each.hasNext(); ) {
      ConsumerRecord<byte[], byte[]> record = each.next();
      ledger.apply(new LedgerChange.Put(codec.entry(record.key(), record.value(), partition)));
      // So that no request is in memory twice for long.
      each.remove();
    }
    return ledger;
  }

  private Map<Integer, Long> highWatermarks(List<Integer> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(p -> wanted.put(new TopicPartition(topic, p), OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin
            .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
            .all()
            .get();
    Map<Integer, Long> offsets = new HashMap<>();
    found.forEach((source, info) -> offsets.put(source.partition(), info.offset()));
    return offsets;
  }
}
