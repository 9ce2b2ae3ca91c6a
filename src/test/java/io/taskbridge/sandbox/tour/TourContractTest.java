package io.taskbridge.sandbox.tour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.bridge.SandboxResource;
import io.taskbridge.contract.Contract;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The whole tour, and every record of it against the published schemas. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class TourContractTest {
  private final String kafka =
      ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);

  @Test
  void shouldWriteNothingThatBreaksTheContract() throws InterruptedException {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new PrintStream(screen, true, UTF_8), false, false, true, 24, 110);
    try (Tour tour = new Tour(kafka, terminal)) {
      assertThat(tour.run()).as(screen.toString(UTF_8)).isTrue();
    }

    List<ConsumerRecord<byte[], byte[]>> records = everything();

    assertThat(records)
        .extracting(ConsumerRecord::topic)
        .contains(Topic.outputs().stream().map(Topic::wire).toArray(String[]::new));
    assertThat(records)
        .allSatisfy(
            record ->
                assertThat(Contract.violations(record.topic(), record.value(), record.headers()))
                    .isEmpty());
  }

  @Test
  void shouldSendNothingThatBreaksTheContractButWhatIsMeantTo() {
    for (Sample sample : Samples.all()) {
      List<String> violations = Contract.ofValue("task-requests", sample.value().getBytes(UTF_8));

      assertThat(violations.isEmpty())
          .as("%s: %s", sample.id(), violations)
          .isEqualTo(!"INVALID_JSON".equals(sample.expected().deadLetter()));
      for (String command : sample.commands()) {
        assertThat(Contract.ofValue("task-commands", command.getBytes(UTF_8)))
            .as(command)
            .isEmpty();
      }
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> everything() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Topic.outputs().stream()
              .flatMap(topic -> consumer.partitionsFor(topic.wire()).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }
}
