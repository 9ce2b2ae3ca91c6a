package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchEncoderTest {
  private static final TopicPartition REQUESTS = new TopicPartition("task-requests", 3);
  private static final TopicPartition REPLIES = new TopicPartition("tool-replies", 3);

  private final LedgerCodec codec = new LedgerCodec();
  private final SourceOffsets offsets = new SourceOffsets();
  private final BatchEncoder encoder =
      new BatchEncoder(
          Records.TOPICS,
          codec,
          new EventRecords(Records.TOPICS, "task-bridge", 10_000, Records.UNLIMITED),
          new DeadLetters("dead-letters", Records.UNLIMITED),
          offsets,
          Records.UNLIMITED);

  @BeforeEach
  void readSome() {
    offsets.start(REQUESTS, new OffsetAndMetadata(10));
    offsets.start(REPLIES, new OffsetAndMetadata(20));
    for (long offset = 10; offset < 13; offset++) {
      offsets.read(Records.record("task-requests", 3, offset, new byte[] {1}, Map.of()));
      offsets.read(Records.record("tool-replies", 3, offset + 10, new byte[] {2}, Map.of()));
    }
  }

  @Test
  void shouldCarryAnOffsetEvenWhenItSettlesNothing() {
    PendingBatch pending = encoder.encode(Batch.of(3).build());

    // A transaction without offsets would not be fenced.
    assertThat(offsets(pending)).containsOnly(Map.entry(REQUESTS, 10L));
    assertThat(pending.receipt()).isNotDone();
  }

  @Test
  void shouldNotCommitPastARequestThatIsNotSettled() {
    assertThat(offsets(encoder.encode(settling("task-requests", 11)))).containsEntry(REQUESTS, 10L);
    assertThat(offsets(encoder.encode(settling("task-requests", 10)))).containsEntry(REQUESTS, 12L);
    assertThat(offsets(encoder.encode(settling("task-requests", 12)))).containsEntry(REQUESTS, 13L);
  }

  @Test
  void shouldCommitRepliesBesideRequests() {
    assertThat(offsets(encoder.encode(settling("tool-replies", 20))))
        .containsOnly(Map.entry(REQUESTS, 10L), Map.entry(REPLIES, 21L));
  }

  @Test
  void shouldWriteChangesToTheLedgersPartitionOfTheSameNumber() {
    LedgerEntry entry =
        LedgerEntry.of(Samples.request("r1", 3, 10), new Phase.Submitting(1, MutableClock.START));

    PendingBatch pending =
        encoder.encode(Batch.of(3).put(entry).remove(new RequestId("r0")).build());

    ProducerRecord<byte[], byte[]> put = pending.records().get(0);
    ProducerRecord<byte[], byte[]> removal = pending.records().get(1);
    assertThat(put.topic()).isEqualTo("bridge-ledger");
    assertThat(put.partition()).isEqualTo(3);
    assertThat(codec.entry(put.key(), put.value(), 3)).isEqualTo(entry);
    assertThat(removal.partition()).isEqualTo(3);
    assertThat(removal.key()).isEqualTo(codec.key(new RequestId("r0")));
    assertThat(removal.value()).isNull();
    assertThat(pending.bytes()).isEqualTo(put.value().length);
  }

  @Test
  void shouldSetTheRecordAsideThatWasRead() {
    Batch batch =
        Batch.of(3)
            .deadLetter(
                new DeadLetter(
                    new SourcePosition("task-requests", 3, 10), ErrorCode.INVALID_JSON, "no", null))
            .build();

    PendingBatch pending = encoder.encode(batch);

    assertThat(pending.records()).hasSize(1);
    assertThat(pending.records().get(0).value()).isEqualTo(new byte[] {1});
    assertThat(offsets(pending)).containsEntry(REQUESTS, 11L);
  }

  @Test
  void shouldSendAReplyOnToItsPartitionAndSettleItHere() {
    PendingBatch pending =
        encoder.encode(Batch.of(3).reroute(new SourcePosition("tool-replies", 3, 20), 7).build());

    assertThat(pending.records().get(0).partition()).isEqualTo(7);
    assertThat(pending.records().get(0).value()).isEqualTo(new byte[] {2});
    assertThat(offsets(pending)).containsEntry(REPLIES, 21L);
  }

  /** Its sender had compressed it. */
  @Test
  void shouldSetAsideARecordThatIsTooLargeToBeSentOn() {
    RecordLimits limits = new RecordLimits(10_000);
    limits.refused(new ProducerRecord<>("tool-replies", new byte[0]));
    BatchEncoder tight =
        new BatchEncoder(
            Records.TOPICS,
            codec,
            new EventRecords(Records.TOPICS, "task-bridge", 10_000, limits),
            new DeadLetters("dead-letters", limits),
            offsets,
            limits);

    PendingBatch pending =
        tight.encode(Batch.of(3).reroute(new SourcePosition("tool-replies", 3, 20), 7).build());

    ProducerRecord<byte[], byte[]> letter = pending.records().get(0);
    assertThat(letter.topic()).isEqualTo("dead-letters");
    assertThat(letter.value()).isEqualTo(new byte[] {2});
    assertThat(Records.headers(letter))
        .containsEntry("dead-letter-code", "TOO_LARGE")
        .containsEntry("dead-letter-offset", "20");
    assertThat(offsets(pending)).containsEntry(REPLIES, 21L);
  }

  @Test
  void shouldNotSetARecordAsideTwice() {
    Batch batch =
        Batch.of(3)
            .deadLetter(
                new DeadLetter(
                    new SourcePosition("task-requests", 3, 10), ErrorCode.INVALID_JSON, "no", null))
            .build();
    encoder.encode(batch);

    assertThatIllegalStateException()
        .isThrownBy(() -> encoder.encode(batch))
        .withMessageContaining("task-requests-3@10");
  }

  private static Batch settling(String topic, long offset) {
    return Batch.of(3).settle(new SourcePosition(topic, 3, offset)).build();
  }

  private static Map<TopicPartition, Long> offsets(PendingBatch pending) {
    return pending.offsets().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }
}
