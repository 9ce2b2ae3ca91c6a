package io.taskbridge.kafka;

import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.submission.LedgerSurvey.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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
import org.jboss.logging.Logger;

/**
 * Reads partitions of the ledger topic, committed records only, up to the high watermark as it is
 * when reading begins. Not to the last stable offset: a transaction that a dying replica left open
 * would hide an intent, so it is waited for.
 */
final class LedgerReader {
  private static final Logger LOG = Logger.getLogger(LedgerReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Who wants to know asks again, from the beginning: as long as it goes on it may take longer. */
  private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(2);

  private final String topic;
  private final Admin admin;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final LedgerCodec codec;
  private final LedgerEnds ends;
  private final LongSupplier nanos;
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
    this(topic, admin, consumers, codec, ends, System::nanoTime);
  }

  /**
   * @param nanos the monotonic clock
   */
  LedgerReader(
      String topic,
      Admin admin,
      Supplier<Consumer<byte[], byte[]>> consumers,
      LedgerCodec codec,
      LedgerEnds ends,
      LongSupplier nanos) {
    this.topic = topic;
    this.admin = admin;
    this.consumers = consumers;
    this.codec = codec;
    this.ends = ends;
    this.nanos = nanos;
  }

  /**
   * What was found.
   *
   * @param ledgers restored from the beginning
   * @param unchanged partitions that nobody wrote to since this replica did
   * @param unreadable partitions with an entry that cannot be read; the others need not wait for it
   */
  record Found(List<PartitionLedger> ledgers, List<Integer> unchanged, Set<Integer> unreadable) {}

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
      Set<Integer> unreadable = new HashSet<>();
      List<PartitionLedger> ledgers = restore(consumer, fromStart, targets, abandoned, unreadable);
      fromStart.forEach(partition -> ends.readUpTo(partition, targets.get(partition)));
      return new Found(ledgers, unchanged, unreadable);
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
   * @throws TimeoutException when it does not go on
   * @throws CancellationException when the bridge stops meanwhile
   */
  Collection<Trace> survey(Collection<Integer> partitions)
      throws ExecutionException, InterruptedException {
    List<Integer> all = List.copyOf(partitions);
    LedgerFold fold = new LedgerFold(codec);
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      BooleanSupplier stuck = new Standstill(LONGEST_STANDSTILL, nanos, () -> positions(consumer));
      if (!readAll(consumer, all, highWatermarks(all), stuck, fold::add)) {
        throw new TimeoutException("nothing more of the ledgers came in " + LONGEST_STANDSTILL);
      }
      return fold.traces();
    }
  }

  private static long positions(Consumer<?, ?> consumer) {
    return consumer.assignment().stream().mapToLong(consumer::position).sum();
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
      BooleanSupplier abandoned,
      Set<Integer> unreadable) {
    Map<Integer, LatestEntries> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, new LatestEntries(partition, codec)));
    List<PartitionLedger> ledgers = new ArrayList<>();
    if (readAll(
        consumer,
        partitions,
        targets,
        abandoned,
        record ->
            guarded(
                record.partition(),
                () -> latest.get(record.partition()).add(record),
                unreadable))) {
      for (int partition : partitions) {
        guarded(partition, () -> ledgers.add(latest.remove(partition).take()), unreadable);
      }
    }
    ledgers.removeIf(ledger -> unreadable.contains(ledger.partition()));
    return ledgers;
  }

  /** One entry that cannot be read keeps its own partition from being restored, and no other. */
  private void guarded(int partition, Runnable reading, Set<Integer> unreadable) {
    try {
      reading.run();
    } catch (RuntimeException why) {
      if (unreadable.add(partition)) {
        LOG.errorf(
            why,
            "%s-%d holds an entry that cannot be read, and nothing of this partition is worked on"
                + " until it can: was it written by a newer version, or by something else than the"
                + " bridge?",
            topic,
            partition);
      }
    }
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
