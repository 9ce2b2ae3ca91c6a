package io.taskbridge.kafka;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Turns batches into records and offsets. Lives on the bridge's thread. */
final class BatchEncoder {
  /** Bytes; an entry without a schema is smaller: its key is bounded, and what it names is few. */
  private static final int PLENTY = 256 * 1024;

  private final Topics topics;
  private final LedgerCodec ledgerCodec;
  private final EventRecords eventRecords;
  private final DeadLetters deadLetters;
  private final SourceOffsets offsets;
  private final RecordLimits limits;

  BatchEncoder(
      Topics topics,
      LedgerCodec ledgerCodec,
      EventRecords eventRecords,
      DeadLetters deadLetters,
      SourceOffsets offsets,
      RecordLimits limits) {
    this.topics = topics;
    this.ledgerCodec = ledgerCodec;
    this.eventRecords = eventRecords;
    this.deadLetters = deadLetters;
    this.offsets = offsets;
    this.limits = limits;
  }

  /** Encodes a batch and settles its records: the log keeps the order of batches. */
  PendingBatch encode(Batch batch) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (LedgerChange change : batch.changes()) {
      records.add(record(batch.partition(), change));
    }
    batch.events().forEach(event -> records.add(eventRecords.record(event)));
    for (DeadLetter letter : batch.deadLetters()) {
      records.add(deadLetters.record(original(letter.position()), letter));
    }
    for (Batch.Reroute reroute : batch.reroutes()) {
      records.add(rerouted(reroute));
    }
    return new PendingBatch(
        batch.partition(), records, settle(batch), bytes(records), new CompletableFuture<>());
  }

  /** A record that its sender had compressed may not fit into its own topic once more. */
  private ProducerRecord<byte[], byte[]> rerouted(Batch.Reroute reroute) {
    ConsumerRecord<byte[], byte[]> original = original(reroute.position());
    ProducerRecord<byte[], byte[]> sentOn = DeadLetters.reroute(original, reroute.partition());
    if (limits.fits(sentOn)) {
      return sentOn;
    }
    String reason =
        "it belongs to partition "
            + reroute.partition()
            + ", and is too large to be written there by the bridge; send it to that partition, or"
            + " raise the topic's max.message.bytes";
    return deadLetters.record(
        original, new DeadLetter(reroute.position(), ErrorCode.TOO_LARGE, reason, null));
  }

  /** Whether the ledger takes the entries of this batch; in doubt it does. */
  boolean fits(Batch batch) {
    return limits.of(topics.ledger()) >= PLENTY
        || batch.changes().stream()
            .allMatch(change -> limits.fits(record(batch.partition(), change)));
  }

  /** Where the entry is too large it goes without what only makes the result nicer. */
  private ProducerRecord<byte[], byte[]> record(int partition, LedgerChange change) {
    byte[] key = ledgerCodec.key(change.requestId());
    if (!(change instanceof LedgerChange.Put put)) {
      return new ProducerRecord<>(topics.ledger(), partition, key, null);
    }
    ProducerRecord<byte[], byte[]> whole =
        new ProducerRecord<>(topics.ledger(), partition, key, ledgerCodec.value(put.entry()));
    return limits.fits(whole)
        ? whole
        : new ProducerRecord<>(
            topics.ledger(), partition, key, ledgerCodec.value(put.entry(), false));
  }

  private Map<TopicPartition, OffsetAndMetadata> settle(Batch batch) {
    batch.settled().forEach(offsets::settle);
    Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
    TopicPartition requests = new TopicPartition(topics.requests(), batch.partition());
    commit.put(requests, offsets.committable(requests).orElseThrow());
    for (SourcePosition position : batch.settled()) {
      TopicPartition source = new TopicPartition(position.topic(), position.partition());
      commit.put(source, offsets.committable(source).orElseThrow());
    }
    return commit;
  }

  private ConsumerRecord<byte[], byte[]> original(SourcePosition position) {
    return offsets
        .find(position)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    position + " is settled already: a defect of the bridge"));
  }

  private static long bytes(List<ProducerRecord<byte[], byte[]>> records) {
    return records.stream().mapToLong(r -> r.value() == null ? 0 : r.value().length).sum();
  }
}
