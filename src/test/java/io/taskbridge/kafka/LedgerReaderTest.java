package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.Samples;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
