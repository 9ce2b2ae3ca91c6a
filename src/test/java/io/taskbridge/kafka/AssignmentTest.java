package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** What a real client tells of an assignment, when the broker does not answer and when it does. */
class AssignmentTest {
  private static final String TOPIC = "assignment.requests";
  private static final Set<TopicPartition> ALL =
      Set.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1));

  @Test
  void shouldTakeAllThatIsAssignedOnceTheBrokerAnswers() throws Exception {
    try (TcpRelay relay = new TcpRelay();
        EmbeddedBroker broker = broker(relay)) {
      relay.target(broker.port());
      String address = "127.0.0.1:" + relay.port();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
      }
      try (KafkaConsumer<byte[], byte[]> consumer = consumer(address)) {
        Taking taking = new Taking(consumer, relay);
        consumer.subscribe(List.of(TOPIC), taking);

        assertThatThrownBy(() -> Waiting.until("a failure", () -> taking.polled() > 0))
            .isInstanceOf(TimeoutException.class);
        relay.restore();
        Waiting.until("the assignment", () -> taking.polled() > 0);

        assertThat(taking.told()).extracting(Assignment::positions).hasSize(1);
        assertThat(taking.told().get(0).positions()).containsOnlyKeys(ALL);
        assertThat(taking.told().get(0).partitions()).isEqualTo(2);
        assertThat(consumer.paused()).isEqualTo(ALL);
      }
    }
  }

  @Test
  void shouldTakeWhatIsAssignedThoughNobodyTellsWhereItsRequestsBegin() throws Exception {
    try (TcpRelay relay = new TcpRelay();
        EmbeddedBroker broker = broker(relay)) {
      relay.target(broker.port());
      String address = "127.0.0.1:" + relay.port();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
      }
      try (KafkaConsumer<byte[], byte[]> consumer = losingBeginnings(address, relay)) {
        consumer.assign(ALL);

        Assignment told = Assignment.take(1, consumer, TOPIC);
        relay.restore();

        assertThat(told.positions()).containsOnlyKeys(ALL);
        assertThat(told.firstRequests()).isEmpty();
        assertThat(Assignment.take(2, consumer, TOPIC).firstRequests())
            .isEqualTo(Map.of(0, 0L, 1, 0L));
      }
    }
  }

  /** Its first question where a partition begins is the one from which on nobody answers. */
  private static KafkaConsumer<byte[], byte[]> losingBeginnings(String address, TcpRelay relay) {
    AtomicBoolean asked = new AtomicBoolean();
    Map<String, Object> settings = new HashMap<>(settings(address));
    settings.put("default.api.timeout.ms", "20000");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
      @Override
      public List<PartitionInfo> partitionsFor(String topic) {
        List<PartitionInfo> partitions = super.partitionsFor(topic);
        if (asked.compareAndSet(false, true)) {
          relay.loseAnswers();
        }
        return partitions;
      }
    };
  }

  private static EmbeddedBroker broker(TcpRelay relay) {
    return EmbeddedBroker.start(
        BrokerOptions.defaults()
            .withOverrides(
                Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + relay.port())));
  }

  /** Takes what is assigned; the first time, while the broker does not answer. */
  private static final class Taking implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TcpRelay relay;
    private final List<Assignment> told = new ArrayList<>();
    private boolean failed;

    Taking(KafkaConsumer<byte[], byte[]> consumer, TcpRelay relay) {
      this.consumer = consumer;
      this.relay = relay;
    }

    int polled() {
      consumer.poll(Duration.ofMillis(50));
      return told.size();
    }

    List<Assignment> told() {
      return told;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      if (!failed) {
        failed = true;
        relay.loseAnswers();
      }
      told.add(Assignment.take(1, consumer, TOPIC));
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String address) {
    return new KafkaConsumer<>(
        settings(address), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Map<String, Object> settings(String address) {
    return Map.of(
        "bootstrap.servers", address,
        "group.id", "assignment",
        "group.protocol", "classic",
        "auto.offset.reset", "earliest",
        "default.api.timeout.ms", "1000",
        "request.timeout.ms", "1000",
        "reconnect.backoff.max.ms", "100");
  }
}
