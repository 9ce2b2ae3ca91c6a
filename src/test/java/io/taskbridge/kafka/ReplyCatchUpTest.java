package io.taskbridge.kafka;

import static io.taskbridge.task.Samples.TOOL_TIMEOUT;
import static io.taskbridge.task.Samples.toolCall;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.HandDrivenLog;
import io.taskbridge.publication.Publisher;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.toolcall.ToolCallSettings;
import io.taskbridge.toolcall.ToolReplies;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The look for unread replies while Kafka comes and goes: no call is ended as overdue before it,
 * and the reply that is there wins. Both calls of the one task are overdue from the beginning.
 */
class ReplyCatchUpTest {
  private static final int PARTITIONS = 2;
  private static final RequestId ID = new RequestId("r");
  private static final Set<Integer> OWNED = Set.of(0);
  private static final String SUNNY = "{\"code\":200,\"output\":\"sunny\"}";
  private static final String NO_REPLY = "{\"code\":500,\"output\":\"no reply within PT2M\"}";

  private static EmbeddedBroker broker;
  private static Admin admin;
  private static int topics;

  private final Queue<Runnable> thread = new ConcurrentLinkedQueue<>();
  private final MutableClock clock = new MutableClock();
  private final ScriptedTaskApi api = new ScriptedTaskApi();
  private final HandDrivenLog log = new HandDrivenLog();
  private final Ledger ledger = new Ledger();

  private String topic;
  private ToolReplies replies;
  private ReplyCatchUp catchUp;

  /** Comes between the ends of the topic and the first record that is read. */
  private volatile Runnable beforeReading = () -> {};

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    admin = Admin.create(impatient());
  }

  @AfterAll
  static void stopBroker() {
    admin.close(Duration.ZERO);
    broker.close();
  }

  @BeforeEach
  void restoreAnOverdueCall() throws Exception {
    topic = "replies-" + ++topics;
    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    RandomGenerator random = new SplittableRandom(7);
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));
    replies =
        new ToolReplies(
            new ToolCallSettings(Duration.ofSeconds(5), backoff),
            api,
            new ApiGate(clock, random, backoff, state -> {}),
            ledger,
            new Publisher(ledger, log),
            Monitor.SILENT,
            clock,
            clock::nanoTime,
            random,
            thread::add);
    ledger.addListener(replies);
    catchUp =
        new ReplyCatchUp(
            new ReplyScan(
                topic,
                "group-" + topics,
                admin,
                this::consumer,
                new ToolReplyDecoder(100_000),
                Duration.ofSeconds(3),
                System::nanoTime),
            () -> PARTITIONS,
            thread::add);
    clock.pass(TOOL_TIMEOUT.multipliedBy(2));
    PartitionLedger partition = new PartitionLedger(0);
    Phase running = new Phase.Running(Samples.running("t1", toolCall(1), toolCall(2)));
    partition.apply(new LedgerChange.Put(LedgerEntry.of(Samples.request("r", 0, 0), running)));
    ledger.restore(partition);
  }

  @AfterEach
  void close() {
    broker.resume();
    catchUp.close();
  }

  @Test
  void shouldLookForNothingAfterTheStop() {
    catchUp.close();

    assertThatNoException().isThrownBy(() -> catchUp.owned(OWNED, replies));
    assertThat(replies.repliesUncertain()).isTrue();
  }

  @Test
  void shouldEndNoCallWhileKafkaIsAwayAndTheRightOneAfterwards() throws Exception {
    // given a reply that came in time, on the other partition
    send(1, 1);
    broker.pause();

    // when
    catchUp.owned(OWNED, replies);
    clock.pass(Duration.ofMinutes(4));
    work();

    // then
    assertThat(sent()).isEmpty();
    assertThat(replies.repliesUncertain()).isTrue();

    // when
    broker.resume();
    awaitLook();

    // then only the call without a reply is ended
    assertThat(sent()).containsExactly(NO_REPLY);

    // when the reply is read in its turn
    read(1);

    // then
    assertThat(sent()).containsExactly(NO_REPLY, SUNNY);
  }

  @Test
  void shouldLookAgainWhenKafkaGoesAwayInTheMiddleOfALook() throws Exception {
    // given
    send(0, 1);
    CountDownLatch away = new CountDownLatch(1);
    beforeReading =
        () -> {
          beforeReading = () -> {};
          broker.pause();
          away.countDown();
        };

    // when
    catchUp.owned(OWNED, replies);
    away.await();
    work();

    // then
    assertThat(sent()).isEmpty();

    // when
    broker.resume();
    awaitLook();
    read(1);

    // then
    assertThat(sent()).containsExactly(NO_REPLY, SUNNY);
  }

  @Test
  void shouldLookForTheLastAssignmentOnceKafkaIsBack() throws Exception {
    // given
    send(0, 1);
    broker.pause();
    catchUp.owned(Set.of(0, 1), replies);

    // when
    interrupt();
    catchUp.owned(OWNED, replies);
    work();

    // then
    assertThat(sent()).isEmpty();

    // when
    broker.resume();
    awaitLook();

    // then
    assertThat(sent()).containsExactly(NO_REPLY);
  }

  /** The reply was written while nobody read, after the look had seen where the topic ends. */
  @Test
  void shouldNotTakeALookFromBeforeARebalanceForOneAfterIt() throws Exception {
    // given
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch rebalanced = new CountDownLatch(1);
    beforeReading =
        () -> {
          beforeReading = () -> {};
          looking.countDown();
          await(rebalanced);
        };
    catchUp.owned(OWNED, replies);
    looking.await();

    // when
    send(0, 1);
    interrupt();
    rebalanced.countDown();
    Waiting.until("the end of the first look", () -> !thread.isEmpty());
    work();

    // then
    assertThat(sent()).isEmpty();
    assertThat(replies.repliesUncertain()).isTrue();

    // when
    catchUp.owned(OWNED, replies);
    awaitLook();
    read(1);

    // then
    assertThat(sent()).containsExactly(NO_REPLY, SUNNY);
  }

  /** The intake is held back: none of them is read. */
  @Test
  void shouldWaitForAReplyBehindManyOthersThatAreNotReadEither() throws Exception {
    // given
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < 20_000; i++) {
        producer.send(record(i % PARTITIONS, new CorrelationId(0, 3 + i, ID)));
      }
    }
    send(0, 1);

    // when
    catchUp.owned(OWNED, replies);
    awaitLook();
    clock.pass(Duration.ofMinutes(4));
    work();

    // then
    assertThat(sent()).containsExactly(NO_REPLY);

    // when
    read(1);

    // then it wins, and what comes later is too late
    assertThat(sent()).containsExactly(NO_REPLY, SUNNY);
    read(1);
    assertThat(log.deadLetters()).hasSize(1);
  }

  @Test
  void shouldCloseWhileKafkaIsAway() {
    broker.pause();
    catchUp.owned(OWNED, replies);

    catchUp.close();

    assertThat(sent()).isEmpty();
  }

  /** A rebalance that leaves the partition where it is. */
  private void interrupt() {
    replies.hold();
    replies.proceed();
  }

  private void awaitLook() {
    Waiting.until(
        "the end of the look",
        () -> {
          work();
          return !replies.repliesUncertain();
        });
    work();
  }

  /** What the bridge's thread does when it has its turn. */
  private void work() {
    for (Runnable task = thread.poll(); task != null; task = thread.poll()) {
      task.run();
    }
    replies.tick();
    log.commit();
  }

  /** The intake reads the reply to this call. */
  private void read(int call) throws Exception {
    ProducerRecord<byte[], byte[]> sent = record(0, new CorrelationId(0, call, ID));
    replies.accept(
        new ToolReplyDecoder(100_000)
            .decode(new ConsumerRecord<>(topic, 0, 7, null, sent.value())));
    work();
  }

  /** What the API was told, in its order. */
  private List<String> sent() {
    return api.sends().stream().map(call -> call.asked().event().payload().text()).toList();
  }

  private void send(int partition, int call) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(record(partition, new CorrelationId(0, call, ID))).get();
    }
  }

  private ProducerRecord<byte[], byte[]> record(int partition, CorrelationId id) {
    String value = "{\"correlation_id\":\"" + id.text() + "\",\"output\":\"sunny\"}";
    return new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8));
  }

  private Consumer<byte[], byte[]> consumer() {
    beforeReading.run();
    Map<String, Object> settings = impatient();
    settings.put("isolation.level", "read_committed");
    settings.put("max.poll.records", 5_000);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** So that a broker that is away is noticed soon. */
  private static Map<String, Object> impatient() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("default.api.timeout.ms", 2_000);
    settings.put("request.timeout.ms", 1_500);
    settings.put("reconnect.backoff.max.ms", 100);
    return settings;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
