package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The packaged program, killed while it sends dead letters again. */
class ReplayKillIT {
  private static final int LETTERS = 1_000;
  private static final int RATE = 200;

  @Test
  void shouldGoOnExactlyWhereAKilledRunStopped() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      String kafka = broker.bootstrapServers();
      prepare(kafka);
      Process killed = replay(kafka, "killed", "--rate", Integer.toString(RATE));
      await("a part that is committed")
          .atMost(Duration.ofSeconds(90))
          .until(() -> Committed.read(kafka, "task-requests").size() > 0);
      killed.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      assertThat(Committed.read(kafka, "task-requests")).hasSizeBetween(1, LETTERS - 1);

      Process second = replay(kafka, "second");

      assertThat(second.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isZero();
      assertThat(Committed.read(kafka, "task-requests"))
          .extracting(record -> new String(record.value(), UTF_8))
          .containsExactlyInAnyOrderElementsOf(values());
    }
  }

  private static List<String> values() {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < LETTERS; i++) {
      values.add("value " + i);
    }
    return values;
  }

  private static void prepare(String kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("dead-letters", 3, (short) 1),
                  new NewTopic("task-requests", 3, (short) 1)))
          .all()
          .get();
    }
    try (KafkaProducer<byte[], byte[]> producer = new Tool(kafka).setup().producer(Map.of())) {
      for (String value : values()) {
        ProducerRecord<byte[], byte[]> letter =
            new ProducerRecord<>("dead-letters", value.getBytes(UTF_8));
        letter.headers().add("dead-letter-topic", "task-requests".getBytes(UTF_8));
        letter.headers().add("dead-letter-code", "INVALID_JSON".getBytes(UTF_8));
        producer.send(letter);
      }
    }
  }

  private static Process replay(String kafka, String name, String... more) throws IOException {
    String jar = System.getProperty("bridge.jar");
    if (jar == null) {
      throw new AssertionError("bridge.jar is not set: run this with 'mvn verify'");
    }
    Path folder = Files.createDirectories(Path.of("target", "bridge-logs"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", jar, "replay"));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("replay-" + name + ".log").toFile());
    builder
        .environment()
        .keySet()
        .removeIf(each -> each.startsWith("KAFKA_") || each.startsWith("BRIDGE_"));
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", kafka);
    return builder.start();
  }
}
