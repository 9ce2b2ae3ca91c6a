package io.taskbridge.sandbox.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  private static final String TOPIC = "letters";

  @Test
  void shouldKeepCommittedTransactionsOverARestart() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      // given
      createTopic(broker);
      send(broker, "committed", true);
      send(broker, "aborted", false);

      // when
      broker.restart();

      // then
      assertThat(readCommitted(broker)).containsExactly("committed");
    }
  }

  @Test
  void shouldFindItsDataAgainInAGivenFolder(@TempDir Path data) throws Exception {
    // given
    BrokerOptions options = BrokerOptions.defaults().withDataDirectory(data);
    String clusterId;
    try (EmbeddedBroker first = EmbeddedBroker.start(options)) {
      clusterId = clusterId(first);
      createTopic(first);
      send(first, "kept", true);
    }

    // when
    try (EmbeddedBroker second = EmbeddedBroker.start(options)) {

      // then
      assertThat(clusterId(second)).isEqualTo(clusterId);
      assertThat(readCommitted(second)).containsExactly("kept");
    }
  }

  @Test
  void shouldTakeAFreePortWhenTheWantedOneIsBusy() throws Exception {
    // given
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        // when
        EmbeddedBroker broker =
            EmbeddedBroker.start(BrokerOptions.defaults().withPort(busy.getLocalPort()))) {

      // then
      assertThat(broker.port()).isNotEqualTo(busy.getLocalPort());
      assertThat(clusterId(broker)).isNotBlank();
    }
  }

  @Test
  void shouldNotCreateATopicThatNobodyAskedFor() {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertThatThrownBy(() -> admin.describeTopics(List.of(TOPIC)).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void shouldDeleteTemporaryDataAtCloseAndRefuseToResume() {
    // given
    EmbeddedBroker broker = EmbeddedBroker.start();

    // when
    broker.close();

    // then
    assertThat(broker.isRunning()).isFalse();
    assertThat(broker.dataDirectory()).doesNotExist();
    assertThatThrownBy(broker::resume)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static String clusterId(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static void send(EmbeddedBroker broker, String value, boolean commit) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, value));
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.flush();
        producer.abortTransaction();
      }
    }
  }

  private static List<String> readCommitted(EmbeddedBroker broker) {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    Map<String, Object> config =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> values = new ArrayList<>();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> r : consumer.poll(Duration.ofMillis(100))) {
          values.add(r.value());
        }
      }
      return values;
    }
  }
}
