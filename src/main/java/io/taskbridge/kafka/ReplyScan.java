package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.kafka.ToolReplyDecoder.NotAReplyException;
import io.taskbridge.task.CorrelationId;
import java.time.Duration;
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
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks through the replies that the group has not settled, of every partition: a reply may have
 * been written to any of them, and is on its way to its home only once somebody has read it there.
 */
final class ReplyScan {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String topic;
  private final String groupId;
  private final Admin admin;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final ToolReplyDecoder decoder;
  private final Duration transactionTimeout;
  private final LongSupplier nanos;

  /**
   * @param consumers make a consumer without a group, reading committed records
   * @param transactionTimeout so long the transaction of another replica may stay open, which may
   *     bring a reply to its home
   */
  ReplyScan(
      String topic,
      String groupId,
      Admin admin,
      Supplier<Consumer<byte[], byte[]>> consumers,
      ToolReplyDecoder decoder,
      Duration transactionTimeout,
      LongSupplier nanos) {
    this.topic = requireNonNull(topic, "topic");
    this.groupId = requireNonNull(groupId, "groupId");
    this.admin = requireNonNull(admin, "admin");
    this.consumers = requireNonNull(consumers, "consumers");
    this.decoder = requireNonNull(decoder, "decoder");
    this.transactionTimeout = requireNonNull(transactionTimeout, "transactionTimeout");
    this.nanos = requireNonNull(nanos, "nanos");
  }

  /**
   * Calls that have a reply which is yet to be handed to the API.
   *
   * @param homes partitions whose calls matter
   * @param partitions of the topic
   * @param abandoned tells that the answer is not wanted any more
   * @throws ExecutionException when Kafka refuses
   * @throws CancellationException when it is abandoned meanwhile
   */
  Set<CorrelationId> unsettled(Set<Integer> homes, int partitions, BooleanSupplier abandoned)
      throws ExecutionException, InterruptedException {
    // In this order: what is moved to its home in between is found in one place or in both.
    Map<TopicPartition, SettledOffsets> settled = settled();
    Map<TopicPartition, Long> ends = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    Set<CorrelationId> found = new HashSet<>();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      begin(consumer, ends.keySet(), settled);
      long began = nanos.getAsLong();
      while (!reached(consumer, ends)) {
        if (abandoned.getAsBoolean()) {
          throw new CancellationException("nobody wants to know any more");
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          collect(record, settled, homes, found);
        }
        if (nanos.getAsLong() - began > transactionTimeout.toNanos()) {
          // Somebody else's transaction may stay open for long: its replies have not come yet.
          Map<TopicPartition, Long> stable = ends(partitions, IsolationLevel.READ_COMMITTED);
          ends.replaceAll((source, end) -> Math.min(end, stable.get(source)));
          began = nanos.getAsLong();
        }
      }
    }
    return found;
  }

  private static void begin(
      Consumer<byte[], byte[]> consumer,
      Set<TopicPartition> sources,
      Map<TopicPartition, SettledOffsets> settled) {
    consumer.assign(sources);
    for (TopicPartition source : sources) {
      SettledOffsets known = settled.get(source);
      if (known == null) {
        consumer.seekToBeginning(List.of(source));
      } else {
        consumer.seek(source, known.offset());
      }
    }
  }

  private static boolean reached(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void collect(
      ConsumerRecord<byte[], byte[]> record,
      Map<TopicPartition, SettledOffsets> settled,
      Set<Integer> homes,
      Set<CorrelationId> found) {
    SettledOffsets known = settled.get(new TopicPartition(record.topic(), record.partition()));
    if (known != null && known.settles(record.offset())) {
      return;
    }
    try {
      CorrelationId id = decoder.decode(record).correlationId();
      if (homes.contains(id.partition())) {
        found.add(id);
      }
    } catch (NotAReplyException setAside) {
      // Whoever reads it in its turn says so.
    }
  }

  private Map<TopicPartition, SettledOffsets> settled()
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, SettledOffsets> settled = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
        admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata().get().entrySet()) {
      if (each.getKey().topic().equals(topic) && each.getValue() != null) {
        settled.put(each.getKey(), SettledOffsets.of(each.getValue()));
      }
    }
    return settled;
  }

  private Map<TopicPartition, Long> ends(int partitions, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    IntStream.range(0, partitions)
        .forEach(p -> wanted.put(new TopicPartition(topic, p), OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> listed =
        admin.listOffsets(wanted, new ListOffsetsOptions(isolation)).all().get();
    Map<TopicPartition, Long> ends = new HashMap<>();
    listed.forEach((source, info) -> ends.put(source, info.offset()));
    return ends;
  }
}
