package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import io.taskbridge.submission.LedgerSurvey.GivenUp;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.submission.LedgerSurvey.Survey;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

/** What the ledgers of all partitions tell, as a real broker holds them. */
class LedgerSurveyorTest {
  private static final int PARTITIONS = 3;
  private static final Instant NOW = MutableClock.START;
  private static final Phase.Submitting SUBMITTING = new Phase.Submitting(1, NOW);

  private static EmbeddedBroker broker;
  private static Admin admin;
  private static int topics;

  private final LedgerCodec codec = new LedgerCodec();
  private final Ledger ledger = new Ledger();
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private String topic;
  private KafkaProducer<byte[], byte[]> producer;

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
    topic = "ledger-" + ++topics;
    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    producer = producer(Map.of());
  }

  @AfterEach
  void stop() {
    producer.close();
    background.shutdownNow();
    thread.shutdownNow();
  }

  @Test
  void shouldFindNothingInAnEmptyLedger() throws Exception {
    assertThat(survey()).isEqualTo(new Survey(Set.of(), Set.of(), List.of(), List.of()));
  }

  @Test
  void shouldReadThePartitionsOfOthersToo() throws Exception {
    // given
    write(entry("runs", 0, new Phase.Running(Samples.running("t-runs"))));
    write(entry("links", 1, new Phase.Collecting(Samples.running("t-links"), NOW)));
    write(entry("over", 2, new Phase.Ended(NOW, new TaskId("t-over"))));
    write(entry("none", 2, new Phase.Ended(NOW, null)));
    write(entry("unclear", 1, SUBMITTING));

    // when
    Survey found = survey();

    // then
    assertThat(found.knownTasks())
        .containsExactlyInAnyOrder(
            new TaskId("t-runs"), new TaskId("t-links"), new TaskId("t-over"));
    assertThat(found.intents()).containsExactly(new Intent(new RequestId("unclear"), 1, NOW));
    assertThat(found.strayTasks()).isEmpty();
    assertThat(found.givenUp()).isEmpty();
  }

  @Test
  void shouldFindWhatRequestsMayHaveLeftBehindInWhateverPhaseTheyAre() throws Exception {
    // given
    Strays.Window window = new Strays.Window(NOW, NOW.plusSeconds(50));
    write(
        entry("ambiguous", 0, new Phase.Ended(NOW, null))
            .with(Strays.NONE.cancel(List.of(new TaskId("c1"), new TaskId("c2"))).cancelled()));
    write(entry("replaces", 1, SUBMITTING).with(Strays.NONE.cancel(List.of(new TaskId("c3")))));
    write(entry("waits", 2, new Phase.Waiting()).with(Strays.NONE.during(window)));
    write(
        entry("runs", 2, new Phase.Running(Samples.running("t1")))
            .with(Strays.NONE.during(window)));

    // when
    Survey found = survey();

    // then
    assertThat(found.strayTasks())
        .containsExactlyInAnyOrder(new TaskId("c1"), new TaskId("c2"), new TaskId("c3"));
    assertThat(found.givenUp())
        .containsExactlyInAnyOrder(
            new GivenUp(new RequestId("waits"), 2, window),
            new GivenUp(new RequestId("runs"), 2, window));
  }

  @Test
  void shouldBelieveTheLastEntryOfARequestAndForgetWhatWasRemoved() throws Exception {
    // given
    write(entry("r1", 0, SUBMITTING));
    write(entry("r1", 0, new Phase.Running(Samples.running("t1"))));
    write(entry("r2", 1, new Phase.Running(Samples.running("t2"))));
    send(1, "r2", null);

    // when
    Survey found = survey();

    // then
    assertThat(found.knownTasks()).containsExactly(new TaskId("t1"));
    assertThat(found.intents()).isEmpty();
  }

  @Test
  void shouldBelieveItsMemoryOfWhatIsItsOwn() throws Exception {
    // given what is queued is in memory and not in the topic yet
    write(entry("r1", 0, SUBMITTING));
    write(entry("r2", 1, SUBMITTING));
    PartitionLedger own = new PartitionLedger(0);
    own.apply(new LedgerChange.Put(entry("r1", 0, new Phase.Running(Samples.running("t1")))));
    ledger.restore(own);

    // when
    Survey found = survey();

    // then
    assertThat(found.knownTasks()).containsExactly(new TaskId("t1"));
    assertThat(found.intents()).containsExactly(new Intent(new RequestId("r2"), 1, NOW));
  }

  /** It was frozen: somebody else owns a partition by now that it still has in memory. */
  @Test
  void shouldBelieveWhatIsDurableWhereItsMemoryIsBehind() throws Exception {
    // given
    write(entry("r1", 0, new Phase.Running(Samples.running("t1"))));
    write(entry("r2", 0, new Phase.Running(Samples.running("t2"))));
    write(entry("r3", 0, SUBMITTING));
    PartitionLedger own = new PartitionLedger(0);
    own.apply(new LedgerChange.Put(entry("r1", 0, new Phase.Running(Samples.running("t1")))));
    ledger.restore(own);

    // when
    Survey found = survey();

    // then
    assertThat(found.knownTasks()).containsExactlyInAnyOrder(new TaskId("t1"), new TaskId("t2"));
    assertThat(found.intents()).containsExactly(new Intent(new RequestId("r3"), 0, NOW));
  }

  /** Whoever left it open may be about to commit an intent. */
  @Test
  void shouldWaitForAnOpenTransactionAndLeaveOutAnAbortedOne() throws Exception {
    try (KafkaProducer<byte[], byte[]> one = producer(Map.of("transactional.id", topic + "-1"));
        KafkaProducer<byte[], byte[]> two = producer(Map.of("transactional.id", topic + "-2"))) {
      // given
      begin(one, entry("aborted", 0, SUBMITTING));
      begin(two, entry("committed", 1, SUBMITTING));

      // when
      CompletableFuture<Survey> survey = begun();
      one.abortTransaction();
      assertThat(survey).isNotDone();
      two.commitTransaction();

      // then
      assertThat(survey.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS).intents())
          .containsExactly(new Intent(new RequestId("committed"), 1, NOW));
    }
  }

  /** Better no judgement than one that leaves somebody out. */
  @Test
  void shouldFailWhenAnEntryCannotBeRead() throws Exception {
    write(entry("r1", 0, SUBMITTING));
    send(1, "r2", "{\"v\":2}".getBytes(UTF_8));

    assertThatThrownBy(this::survey).hasStackTraceContaining("'r2'");
  }

  /** Whoever hears of it changes state that belongs to the bridge's thread. */
  @Test
  void shouldTellOfAFailureOnTheBridgesThread() throws Exception {
    // given
    send(0, "r1", "{\"v\":2}".getBytes(UTF_8));
    Thread bridges = CompletableFuture.supplyAsync(Thread::currentThread, thread).get();
    CountDownLatch listening = new CountDownLatch(1);
    background.execute(() -> awaitQuietly(listening));

    // when
    CompletableFuture<Thread> heardOn =
        begun().handle((found, failure) -> failure == null ? null : Thread.currentThread());
    listening.countDown();

    // then
    assertThat(heardOn.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isSameAs(bridges);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Survey survey() throws Exception {
    return begun().get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private CompletableFuture<Survey> begun() {
    LedgerReader reader =
        new LedgerReader(topic, admin, LedgerSurveyorTest::consumer, codec, new LedgerEnds());
    return new LedgerSurveyor(reader, ledger, () -> PARTITIONS, thread, background)
        .survey()
        .toCompletableFuture();
  }

  private static LedgerEntry entry(String id, int partition, Phase phase) {
    return LedgerEntry.of(Samples.request(id, partition, 10), phase);
  }

  private void write(LedgerEntry entry) throws Exception {
    producer.send(record(entry)).get();
  }

  private void send(int partition, String id, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, partition, id.getBytes(UTF_8), value)).get();
  }

  private void begin(KafkaProducer<byte[], byte[]> transactional, LedgerEntry entry)
      throws Exception {
    transactional.initTransactions();
    transactional.beginTransaction();
    transactional.send(record(entry)).get();
  }

  private ProducerRecord<byte[], byte[]> record(LedgerEntry entry) {
    return new ProducerRecord<>(
        topic, entry.partition(), codec.key(entry.requestId()), codec.value(entry));
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "enable.auto.commit",
            false,
            "isolation.level",
            "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
