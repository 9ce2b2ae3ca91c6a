package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.Samples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the memory of partitions over a rebalance, with a ledger on a real broker. */
class PartitionOwnerTest {
  private static EmbeddedBroker broker;
  private static Admin admin;
  private static int tests;

  private final LedgerCodec codec = new LedgerCodec();
  private final Ledger ledger = new Ledger();
  private final LogQueue queue = new LogQueue();
  private final List<TopicPartition> paused = new ArrayList<>();
  private final List<TopicPartition> resumed = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private int assignments;
  private Topics topics;
  private LedgerEnds ends;
  private PartitionOwner owner;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void makeOwner() throws Exception {
    String name = "owner-" + ++tests + ".";
    topics =
        new Topics(
            name + "requests",
            name + "commands",
            name + "replies",
            name + "status",
            name + "results",
            name + "action-results",
            name + "tool-requests",
            name + "dead-letters",
            name + "ledger");
    admin
        .createTopics(topics.all().stream().map(each -> new NewTopic(each, 2, (short) 1)).toList())
        .all()
        .get();
    ends = new LedgerEnds();
    LedgerReader reader =
        new LedgerReader(topics.ledger(), admin, PartitionOwnerTest::consumer, codec, ends);
    TopicSizes sizes =
        new TopicSizes(
            new RecordLimits(1_000_000), admin, topics.written(), Runnable::run, () -> 0);
    owner =
        new PartitionOwner(
            topics,
            new PartitionMemory(topics, ledger, ends, new SourceOffsets(), queue),
            new LedgerRestorer(reader, sizes, Runnable::run, Runnable::run),
            queue,
            new NotingValve(),
            new Rejoin(asked::add, delay -> later::add, () -> 0, new SplittableRandom(1)),
            LogMonitor.SILENT);
  }

  @Test
  void shouldKeepWhatWaitsWhenNobodyElseDidAnything() {
    assign(1, 5);
    CompletableFuture<Void> waiting = queued(0);

    owner.revoked(Set.of(0, 1));
    assign(2, 5);

    assertThat(waiting).isNotDone();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(owner.owned()).isEqualTo(2);
  }

  @Test
  void shouldKeepWhatWaitsAfterCommitsOfItsOwn() {
    assign(1, 5);
    CompletableFuture<Void> waiting = queued(0);
    ends.committed(Map.of(source(0), new OffsetAndMetadata(7, "1:2 0+1")));

    owner.revoked(Set.of(0, 1));
    assign(2, new OffsetAndMetadata(7, "1:2 0+1"));

    assertThat(waiting).isNotDone();
  }

  @Test
  void shouldDropWhatWaitsWhenAnotherSettledSomethingWithoutTheLedger() {
    assign(1, 5);
    CompletableFuture<Void> waiting = queued(0);
    CompletableFuture<Void> elsewhere = queued(1);

    owner.revoked(Set.of(0, 1));
    assign(2, new OffsetAndMetadata(5, "1:2 0+1"));

    assertThat(waiting).isCompletedExceptionally();
    assertThat(elsewhere).isNotDone();
    assertThat(owner.owned()).isEqualTo(2);
  }

  @Test
  void shouldWorkOnThePartitionsWhoseLedgerCanBeRead() throws Exception {
    write(1, "bad".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {1});

    assign(1, 5);

    assertThat(owner.ownedPartitions()).containsExactly(0);
    assertThat(owner.missing()).isEqualTo(1);
    assertThat(resumed).contains(source(0)).doesNotContain(source(1));
    assertThat(asked).isEmpty();
    later.get(0).run();
    assertThat(asked).hasSize(1);
  }

  @Test
  void shouldGoOnWithTheOthersUntilTheGroupAssignsAnew() {
    assign(1, 5);
    queue.hold();

    owner.distrust(Set.of(0), "too large");

    assertThat(paused).contains(source(0)).doesNotContain(source(1));
    assertThat(owner.missing()).isEqualTo(1);
    assertThat(queue.membership().owned()).containsExactly(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldTellWhatWasPolledBeforeARestorationThoughTheGenerationIsTheSame() {
    assign(1, 5);
    assertThat(owner.owns(0, 1)).isTrue();

    owner.distrust("trouble");
    assertThat(owner.owns(0, 1)).isFalse();
    assign(1, 5);

    assertThat(owner.owns(0, 1)).isFalse();
    assertThat(owner.owns(0, 2)).isTrue();
  }

  @Test
  void shouldMissWhatIsAssignedUntilItCanBeActedOn() {
    owner.expect(positions(new OffsetAndMetadata(5)).keySet());
    assertThat(owner.missing()).isEqualTo(2);

    assign(1, 5);
    assertThat(owner.missing()).isZero();

    owner.distrust("trouble");
    assertThat(owner.missing()).isEqualTo(2);
  }

  @Test
  void shouldMissWhatCameBackUntilItCanBeActedOnAgain() {
    assign(1, 5);

    owner.revoked(Set.of(0, 1));
    owner.expect(positions(new OffsetAndMetadata(5)).keySet());
    assertThat(owner.missing()).isEqualTo(2);

    assign(2, 5);
    assertThat(owner.missing()).isZero();
  }

  private void assign(int generation, long offset) {
    assign(generation, new OffsetAndMetadata(offset));
  }

  /** The group gives both partitions to this replica; this is committed of the requests of one. */
  private void assign(int generation, OffsetAndMetadata committed) {
    Map<TopicPartition, OffsetAndMetadata> positions = positions(committed);
    owner.expect(positions.keySet());
    owner.assigned(
        new Assignment(
            ++assignments,
            new ConsumerGroupMetadata("group", generation, "member", Optional.empty()),
            positions,
            Map.of(),
            2));
  }

  private Map<TopicPartition, OffsetAndMetadata> positions(OffsetAndMetadata committed) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    topics
        .sources(List.of(0, 1))
        .forEach(source -> positions.put(source, new OffsetAndMetadata(0)));
    positions.put(source(0), committed);
    return positions;
  }

  private TopicPartition source(int partition) {
    return new TopicPartition(topics.requests(), partition);
  }

  private CompletableFuture<Void> queued(int partition) {
    CompletableFuture<Void> receipt = new CompletableFuture<>();
    queue.add(new PendingBatch(partition, List.of(), Map.of(), 0, receipt));
    return receipt;
  }

  private void write(int partition, byte[] key, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      LedgerEntry entry =
          LedgerEntry.of(
              Samples.request("good", 0, 10), new Phase.Submitting(1, MutableClock.START));
      producer
          .send(
              new ProducerRecord<>(
                  topics.ledger(), 0, codec.key(entry.requestId()), codec.value(entry)))
          .get();
      producer.send(new ProducerRecord<>(topics.ledger(), partition, key, value)).get();
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private final class NotingValve implements IntakeValve {
    @Override
    public void pause(Collection<TopicPartition> sources) {
      paused.addAll(sources);
    }

    @Override
    public void resume(Collection<TopicPartition> sources) {
      resumed.addAll(sources);
    }
  }
}
