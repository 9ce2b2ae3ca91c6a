package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taskbridge.sandbox.broker.EmbeddedBroker;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.RequestId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

/** Which replies are yet to be read, as a real broker tells it. */
class ReplyScanTest {
  private static final int PARTITIONS = 2;
  private static final Set<Integer> ALL = Set.of(0, 1);

  private static EmbeddedBroker broker;
  private static Admin admin;
  private static int topics;

  private String topic;
  private String group;

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
  void makeTopic() throws Exception {
    topics++;
    topic = "replies-" + topics;
    group = "group-" + topics;
    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
  }

  @Test
  void shouldFindNothingInATopicWithoutReplies() throws Exception {
    assertThat(scan(ALL)).isEmpty();
  }

  @Test
  void shouldFindAllRepliesOfAGroupThatHasReadNone() throws Exception {
    send(0, id(0, 1));
    send(1, id(1, 1));

    assertThat(scan(ALL)).containsExactlyInAnyOrder(id(0, 1), id(1, 1));
  }

  @Test
  void shouldFindAReplyThatIsOnAnotherPartition() throws Exception {
    send(1, id(0, 1));

    assertThat(scan(Set.of(0))).containsExactly(id(0, 1));
    assertThat(scan(Set.of(1))).isEmpty();
  }

  @Test
  void shouldLeaveOutWhatIsSettled() throws Exception {
    for (int number = 0; number < 6; number++) {
      send(0, id(0, number));
    }
    OffsetRuns unsettled = new OffsetRuns();
    unsettled.add(3);
    commit(new SettledOffsets(1, 5, unsettled).toCommit());

    assertThat(scan(ALL)).containsExactlyInAnyOrder(id(0, 3), id(0, 5));
  }

  @Test
  void shouldReadPastWhatWasAbortedAndWhatIsNoReply() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer("aborting")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record(0, id(0, 1)));
      producer.flush();
      producer.abortTransaction();
    }
    try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
      producer.send(new ProducerRecord<>(topic, 0, null, "no reply".getBytes(UTF_8))).get();
    }
    send(0, id(0, 2));

    assertThat(scan(ALL)).containsExactly(id(0, 2));
  }

  /** More than one poll brings, so that the one that counts comes late. */
  @Test
  void shouldFindTheLastOfMany() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
      for (int i = 0; i < 20_000; i++) {
        producer.send(record(i % PARTITIONS, id(1, i)));
      }
    }
    send(1, id(0, 7));

    assertThat(scan(Set.of(0))).containsExactly(id(0, 7));
  }

  @Test
  void shouldWaitNoLongerThanTheBridgesTransactionsLastForThoseOfOthers() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer("open")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record(0, id(0, 1)));
      producer.flush();
      send(1, id(0, 2));

      assertThat(scan(ALL)).containsExactly(id(0, 2));

      producer.abortTransaction();
    }
  }

  @Test
  void shouldGiveUpWhenNobodyWantsToKnow() throws Exception {
    send(0, id(0, 1));

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> scanner().unsettled(ALL, PARTITIONS, () -> true));
  }

  private Set<CorrelationId> scan(Set<Integer> homes) throws Exception {
    return scanner().unsettled(homes, PARTITIONS, () -> false);
  }

  private ReplyScan scanner() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "max.poll.records",
            5_000);
    return new ReplyScan(
        topic,
        group,
        admin,
        () ->
            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        new ToolReplyDecoder(100_000),
        Duration.ofSeconds(3),
        System::nanoTime);
  }

  private void commit(OffsetAndMetadata offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), offset))
        .all()
        .get();
  }

  private void send(int partition, CorrelationId id) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
      producer.send(record(partition, id)).get();
    }
  }

  private ProducerRecord<byte[], byte[]> record(int partition, CorrelationId id) {
    String value = "{\"correlation_id\":\"" + id.text() + "\",\"output\":\"sunny\"}";
    return new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8));
  }

  private static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    if (transactionalId != null) {
      settings.put("transactional.id", transactionalId);
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static CorrelationId id(int partition, int number) {
    return new CorrelationId(partition, number, new RequestId("r"));
  }
}
