package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import io.taskbridge.submission.LedgerSurvey;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.Samples;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A ledger on a real broker, in which something stands that is no entry. */
class LedgerReaderTest {
  private static final String TOPIC = "ledger-reader";

  private final LedgerCodec codec = new LedgerCodec();

  @Test
  void shouldReadTheOtherPartitionsWhenOneHoldsWhatIsNoEntry() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
      try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
        producer.send(entry("good", 0)).get();
        producer.send(entry("hidden", 1)).get();
        producer.send(new ProducerRecord<>(TOPIC, 1, "bad".getBytes(UTF_8), new byte[] {1})).get();
        producer.send(new ProducerRecord<>(TOPIC, 2, null, new byte[] {1})).get();
      }
      LedgerReader reader =
          new LedgerReader(TOPIC, admin, () -> consumer(broker), codec, new LedgerEnds());

      LedgerReader.Found found = reader.read(List.of(), List.of(0, 1, 2), () -> false);

      assertThat(found.unreadable()).containsExactlyInAnyOrder(1, 2);
      assertThat(found.ledgers()).extracting(PartitionLedger::partition).containsExactly(0);
      assertThat(found.ledgers().get(0).size()).isEqualTo(1);
      // Nobody could tell whose a task is without one of them.
      assertThatThrownBy(() -> reader.survey(List.of(0, 1))).isInstanceOf(RuntimeException.class);
    }
  }

  /** Each try begins anew: one that is bound to take longer would never come to its end. */
  @Test
  void shouldSurveyForAsLongAsItGoesOn() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
        for (int i = 0; i < 5; i++) {
          producer.send(entry("r" + i, 0)).get();
        }
      }
      AtomicLong now = new AtomicLong();

      Collection<LedgerSurvey.Trace> found =
          reader(admin, now, () -> slow(broker, polled -> pass(now, polled.count())))
              .survey(List.of(0));

      assertThat(found).hasSize(5);
      assertThat(now.get()).isEqualTo(Duration.ofMinutes(5).toNanos());
    }
  }

  @Test
  void shouldGiveUpASurveyThatDoesNotGoOn() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "t"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(entry("open", 0)).get();
      AtomicLong now = new AtomicLong();
      LedgerReader reader = reader(admin, now, () -> slow(broker, polled -> pass(now, 1)));

      assertThatThrownBy(() -> reader.survey(List.of(0))).isInstanceOf(TimeoutException.class);
      producer.abortTransaction();
    }
  }

  private LedgerReader reader(
      Admin admin, AtomicLong now, Supplier<Consumer<byte[], byte[]>> consumers) {
    return new LedgerReader(TOPIC, admin, consumers, codec, new LedgerEnds(), now::get);
  }

  private static void pass(AtomicLong now, int minutes) {
    now.addAndGet(Duration.ofMinutes(minutes).toNanos());
  }

  /** A real one that brings one record at a time. */
  private static Consumer<byte[], byte[]> slow(
      EmbeddedBroker broker, java.util.function.Consumer<ConsumerRecords<?, ?>> polled) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "max.poll.records",
            1),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer()) {
      @Override
      public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        ConsumerRecords<byte[], byte[]> records = super.poll(patience);
        polled.accept(records);
        return records;
      }
    };
  }

  private ProducerRecord<byte[], byte[]> entry(String request, int partition) {
    LedgerEntry entry =
        LedgerEntry.of(
            Samples.request(request, partition, 10), new Phase.Submitting(1, MutableClock.START));
    return new ProducerRecord<>(TOPIC, partition, codec.key(entry.requestId()), codec.value(entry));
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedBroker broker) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
