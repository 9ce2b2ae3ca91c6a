package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters on a real broker, sent again. Each test has topics of its own. */
class ReplayTest {
  private static final int PARTITIONS = 3;
  private static EmbeddedBroker broker;
  private static int tests;

  private final int number = ++tests;
  private final String letters = "letters-" + number;
  private final String requests = "requests-" + number;
  private final Tool tool =
      new Tool(broker.bootstrapServers())
          .with("bridge.group-id", "group-" + number)
          .with("bridge.topics.requests", requests)
          .with("bridge.topics.dead-letters", letters)
          .with("bridge.topics.replays", "replays-" + number);

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void makeTopics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(letters, PARTITIONS, (short) 1),
                  new NewTopic(requests, PARTITIONS, (short) 1)))
          .all()
          .get();
    }
  }

  @Test
  void shouldSendAThousandLettersByteForByteAndOnce() {
    Random random = new Random(7);
    List<byte[]> values = new ArrayList<>();
    send(
        producer -> {
          for (int i = 0; i < 1_000; i++) {
            byte[] value = new byte[random.nextInt(300)];
            random.nextBytes(value);
            values.add(value);
            ProducerRecord<byte[], byte[]> letter =
                letter("API_REJECTED", i % PARTITIONS, "key-" + i, value);
            letter.headers().add("sender", new byte[] {(byte) i, 0, -1});
            producer.send(letter);
          }
        });

    assertThat(tool.run("replay", "--code", "API_REJECTED", "--since", "PT2H"))
        .as(tool.err())
        .isZero();

    List<ConsumerRecord<byte[], byte[]>> sent = read(requests);
    assertThat(sent).hasSize(1_000);
    for (ConsumerRecord<byte[], byte[]> each : sent) {
      int i = Integer.parseInt(new String(each.key(), UTF_8).substring("key-".length()));
      assertThat(each.value()).isEqualTo(values.get(i));
      assertThat(each.partition()).isEqualTo(i % PARTITIONS);
      assertThat(headers(each)).containsExactly("sender", "replay-count=1");
      assertThat(each.headers().lastHeader("sender").value())
          .isEqualTo(new byte[] {(byte) i, 0, -1});
    }
    assertThat(sent.stream().map(each -> new String(each.key(), UTF_8)).distinct()).hasSize(1_000);

    assertThat(tool.run("replay", "--code", "API_REJECTED", "--since", "PT3H")).isZero();

    assertThat(read(requests)).hasSize(1_000);
    assertThat(tool.out()).contains("0 sent again", "1000 already sent again by an earlier run");
  }

  @Test
  void shouldStopAtTheLoopGuard() {
    send(producer -> producer.send(letter("INVALID_JSON", 1, "loop", "{".getBytes(UTF_8))));

    for (int round = 1; round <= 5; round++) {
      assertThat(tool.run("replay", "--max-replays", "3")).isZero();
      List<ConsumerRecord<byte[], byte[]>> sent = read(requests);
      assertThat(sent).hasSize(Math.min(round, 3));
      if (round <= 3) {
        setAsideAgain(sent.stream().max((a, b) -> Long.compare(a.offset(), b.offset())).get());
      }
    }

    assertThat(tool.out()).contains("1 stopped by the loop guard");
    assertThat(read(requests))
        .extracting(each -> headers(each).get(0))
        .containsExactly("replay-count=1", "replay-count=2", "replay-count=3");
  }

  @Test
  void shouldSendWhatIsChosenAndLeaveTheRestForAnotherRun() {
    send(
        producer -> {
          producer.send(letter("API_REJECTED", 0, "a", bytes("1")));
          producer.send(letter("INVALID_JSON", 0, "b", bytes("2")));
        });

    tool.run("replay", "--code", "INVALID_JSON");
    assertThat(read(requests)).extracting(r -> new String(r.key(), UTF_8)).containsExactly("b");

    tool.run("replay");
    assertThat(read(requests)).extracting(r -> new String(r.key(), UTF_8)).contains("a").hasSize(2);
  }

  @Test
  void shouldSayWhichCodesThereAreWhenNoLetterHasTheOneThatIsAskedFor() {
    send(
        producer -> {
          producer.send(letter("API_REJECTED", 0, "a", bytes("1")));
          producer.send(letter("org.example.OddException", 0, "b", bytes("2")));
        });

    tool.run("replay", "--dry-run", "--code", "API_REJECT", "--code", "OddException");

    assertThat(tool.out())
        .contains(
            "1 would be sent again",
            "note: no letter read has the code API_REJECT;"
                + " those read have API_REJECTED, org.example.OddException");
  }

  @Test
  void shouldSendNothingInADryRun() {
    send(producer -> producer.send(letter("API_REJECTED", 0, "a", request("order-42"))));

    assertThat(tool.run("replay", "--dry-run")).isZero();

    assertThat(tool.out()).contains("1 would be sent again", "note: 1 of these", "--new-id");
    assertThat(read(requests)).isEmpty();
    tool.run("replay");
    assertThat(read(requests)).hasSize(1);
  }

  @Test
  void shouldGiveANewIdAndLeaveEveryOtherByte() {
    send(producer -> producer.send(letter("API_REJECTED", 0, "a", request("order-42"))));

    tool.run("replay", "--new-id");

    assertThat(read(requests))
        .singleElement()
        .satisfies(r -> assertThat(r.value()).isEqualTo(request("order-42~1")));
  }

  @Test
  void shouldGiveANewIdToACloudEventWhereItHasIts() {
    String structured =
        "{ \"specversion\":\"1.0\", \"id\" : \"gr\u00f6\u00dfe\", \"data\":{\"task\":\"x\"%s} }";
    Map<String, byte[]> json = Map.of("content-type", bytes("application/cloudevents+json"));
    send(
        producer -> {
          producer.send(
              with(letter("API_REJECTED", 0, "a", bytes(structured.formatted(""))), json));
          producer.send(
              with(
                  letter(
                      "API_REJECTED",
                      0,
                      "b",
                      bytes(structured.formatted(",\"bridge\":{\"request_id\":\"inner\"}"))),
                  json));
          producer.send(
              with(
                  letter("API_REJECTED", 0, "c", bytes("{\"task\":\"x\"}")),
                  Map.of("ce_specversion", bytes("1.0"), "ce_id", bytes("event-1"))));
        });

    tool.run("replay", "--new-id");

    assertThat(read(requests))
        .extracting(r -> new String(r.value(), UTF_8))
        .containsExactlyInAnyOrder(
            structured.formatted("").replace("gr\u00f6\u00dfe", "gr\u00f6\u00dfe~1"),
            structured.formatted(",\"bridge\":{\"request_id\":\"inner~1\"}"),
            "{\"task\":\"x\"}");
    assertThat(read(requests))
        .filteredOn(r -> r.headers().lastHeader("ce_id") != null)
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.headers().headers("ce_id")).hasSize(1);
              assertThat(new String(r.headers().lastHeader("ce_id").value(), UTF_8))
                  .isEqualTo("event-1~1");
            });
  }

  @Test
  void shouldReadTheHeadersOfOtherPrograms() {
    send(
        producer -> {
          producer.send(
              with(
                  new ProducerRecord<>(letters, 0, bytes("connect"), bytes("1")),
                  Map.of(
                      "__connect.errors.topic", bytes(requests),
                      "__connect.errors.partition", bytes("2"),
                      "__connect.errors.exception.class.name", bytes("org.x.DataException"))));
          producer.send(
              with(
                  new ProducerRecord<>(letters, 0, bytes("spring"), bytes("2")),
                  Map.of(
                      "kafka_dlt-original-topic", bytes(requests),
                      "kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(1).array(),
                      "kafka_dlt-exception-fqcn", bytes("org.y.DataException"))));
          producer.send(new ProducerRecord<>(letters, 0, bytes("nobody"), bytes("3")));
        });

    tool.run("replay", "--code", "DataException");

    assertThat(read(requests))
        .allSatisfy(r -> assertThat(headers(r)).containsExactly("replay-count=1"))
        .extracting(r -> new String(r.key(), UTF_8) + r.partition())
        .containsExactlyInAnyOrder("connect2", "spring1");
    tool.run("replay");
    assertThat(tool.out()).contains("1 without headers that say where they came from");
  }

  /** As a bridge does: headers as they were, and its own. */
  private void setAsideAgain(ConsumerRecord<byte[], byte[]> record) {
    send(
        producer -> {
          ProducerRecord<byte[], byte[]> letter =
              letter("INVALID_JSON", record.partition(), "loop", record.value());
          record.headers().forEach(letter.headers()::add);
          producer.send(letter);
        });
  }

  private ProducerRecord<byte[], byte[]> letter(
      String code, int partition, String key, byte[] value) {
    return with(
        new ProducerRecord<>(letters, partition, bytes(key), value),
        Map.of(
            "dead-letter-code", bytes(code),
            "dead-letter-reason", bytes("a sentence"),
            "dead-letter-topic", bytes(requests),
            "dead-letter-partition", bytes(Integer.toString(partition)),
            "dead-letter-offset", bytes("17")));
  }

  private static ProducerRecord<byte[], byte[]> with(
      ProducerRecord<byte[], byte[]> record, Map<String, byte[]> headers) {
    headers.forEach(record.headers()::add);
    return record;
  }

  private void send(java.util.function.Consumer<KafkaProducer<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer = tool.setup().producer(Map.of())) {
      records.accept(producer);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return Committed.read(broker.bootstrapServers(), topic);
  }

  private static List<String> headers(ConsumerRecord<byte[], byte[]> record) {
    return Arrays.stream(record.headers().toArray())
        .map(
            (Header each) ->
                each.key().equals("replay-count")
                    ? each.key() + "=" + new String(each.value(), UTF_8)
                    : each.key())
        .toList();
  }

  private static byte[] request(String id) {
    return bytes(
        "{ \"max_steps\": 1.0e1,\"bridge\" :{\"request_id\":  \"" + id + "\" }, \"ü\":1}\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
