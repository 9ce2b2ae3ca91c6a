package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.publication.TransactionLog.BatchLostException;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Everything that can become of a transaction, brought about for real at a real broker. */
class TransactionFailuresTest {
  /** Where the broker has to lose patience within the test; elsewhere it must not. */
  private static final String BROKER_GIVES_UP = "broker-gives-up";

  private static TcpRelay relay;
  private static EmbeddedBroker broker;

  private LogFixture log;
  private GroupMember member;

  @BeforeAll
  static void startBroker() {
    relay = new TcpRelay();
    broker =
        EmbeddedBroker.start(
            BrokerOptions.defaults()
                .withOverrides(
                    Map.of(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + relay.port(),
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                        "100")));
    relay.target(broker.port());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    relay.close();
  }

  @BeforeEach
  void startLog(TestInfo test) throws Exception {
    String name = "log-" + test.getTestMethod().orElseThrow().getName();
    boolean givesUp = test.getTags().contains(BROKER_GIVES_UP);
    Duration timeout = givesUp ? Duration.ofSeconds(1) : Duration.ofSeconds(30);
    log = new LogFixture("127.0.0.1:" + relay.port(), name, timeout);
    member = log.member("replica");
  }

  @AfterEach
  void stopLog() {
    member.close();
    log.close();
  }

  @Test
  void shouldBeRefusedUnderAnOldGenerationAndGoOnUnderTheNewOne() throws Exception {
    ConsumerGroupMetadata old = member.awaitAssignment();
    ConsumerGroupMetadata current = member.rejoin();
    log.owns(old, 0, 1);

    CompletableFuture<Void> receipt = log.intent(0, "r1");

    awaitTrouble("stale");
    assertThat(receipt).isNotDone();
    assertThat(log.ledger()).isEmpty();

    // when it is known who owns what
    log.owns(current, 0, 1);

    await(receipt);
    assertThat(log.ledger()).containsExactly("r1");
    assertThat(log.producers().made()).isEqualTo(1);
  }

  @Test
  void shouldCountAFailureThatNobodyForesawAsADefect() throws Exception {
    log.owns(member.awaitAssignment(), 0, 1);
    log.producers()
        .before(
            "sendOffsetsToTransaction",
            () -> {
              throw new IllegalStateException("thrown by a test");
            });

    CompletableFuture<Void> receipt = log.intent(0, "r1");

    Waiting.until("'defect'", () -> log.trouble().contains("defect"));
    assertThatThrownBy(() -> await(receipt)).hasRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseAnIntentOfAReplicaThatLeft() throws Exception {
    log.owns(member.awaitAssignment(), 0, 1);
    member.leave();

    CompletableFuture<Void> receipt = log.intent(0, "r1");

    // An intent settles nothing; it is the offset which it carries all the same that fences it.
    awaitTrouble("stale");
    assertThat(receipt).isNotDone();
    assertThat(log.ledger()).isEmpty();
    assertThat(log.committed(0)).isNull();
  }

  @Test
  void shouldNotWriteForAPartitionOfAnotherThoughTheBrokerWould() throws Exception {
    log.owns(member.awaitAssignment(), 0);

    CompletableFuture<Void> foreign = log.intent(1, "r1");
    CompletableFuture<Void> own = log.intent(0, "r2");

    await(own);
    assertThatThrownBy(foreign::join).hasCauseInstanceOf(BatchLostException.class);
    assertThat(log.ledger()).containsExactly("r2");
    assertThat(log.committed(0)).isNotNull();
    assertThat(log.committed(1)).isNull();
  }

  @Tag(BROKER_GIVES_UP)
  @Test
  void shouldReplaceTheProducerWhenTheBrokerGivesUpBeforeTheLastRecord() throws Exception {
    log.producers().before("send", () -> {}, log::awaitTransactionTimedOut);

    shouldLoseOneTransactionAndWriteTheNext();
  }

  @Tag(BROKER_GIVES_UP)
  @Test
  void shouldReplaceTheProducerWhenTheBrokerGivesUpBeforeTheOffsets() throws Exception {
    log.producers().before("sendOffsetsToTransaction", log::awaitTransactionTimedOut);

    shouldLoseOneTransactionAndWriteTheNext();
  }

  @Tag(BROKER_GIVES_UP)
  @Test
  void shouldReplaceTheProducerWhenTheBrokerGivesUpBeforeTheCommit() throws Exception {
    log.producers().before("commitTransaction", log::awaitTransactionTimedOut);

    shouldLoseOneTransactionAndWriteTheNext();
  }

  @Test
  void shouldAskForTheSameCommitAgainWhenTheAnswerIsLost() throws Exception {
    ConsumerGroupMetadata metadata = member.awaitAssignment();
    log.producers()
        .before(
            "commitTransaction",
            relay::loseAnswers,
            () -> {
              // The first time-out passes while the broker's answer goes nowhere.
              assertThat(relay.hasLostAnswers()).isTrue();
              relay.restore();
            });
    log.owns(metadata, 0, 1);

    await(log.intent(0, "r1"));

    shouldHaveWrittenOnceWithOneProducer();
  }

  @Test
  void shouldAskForTheSameCommitAgainWhenTheBrokerGoesAway() throws Exception {
    ConsumerGroupMetadata metadata = member.awaitAssignment();
    log.producers().before("commitTransaction", broker::pause, broker::resume);
    log.owns(metadata, 0, 1);

    await(log.intent(0, "r1"));

    shouldHaveWrittenOnceWithOneProducer();
  }

  @Test
  void shouldGiveWayToAnotherProcessThatBeginsUnderTheSameId() throws Exception {
    log.owns(member.awaitAssignment(), 0, 1);
    await(log.intent(0, "r1"));

    try (Producer<byte[], byte[]> other = log.clients().producer()) {
      other.initTransactions();
      CompletableFuture<Void> lost = log.intent(0, "r2");

      awaitTrouble("replaced");
      assertThatThrownBy(() -> await(lost)).hasCauseInstanceOf(BatchLostException.class);
      // The id belongs to the other one: it is not taken back.
      other.beginTransaction();
      other.commitTransaction();
    }
    assertThat(log.ledger()).containsExactly("r1");
    assertThat(log.producers().made()).isEqualTo(1);
  }

  @Test
  void shouldGiveWayThoughItHasNothingToWrite() throws Exception {
    log.owns(member.awaitAssignment());
    log.prove();
    Waiting.until("a first proof", () -> log.producers().calls("abortTransaction") == 1);

    try (Producer<byte[], byte[]> other = log.clients().producer()) {
      other.initTransactions();
      assertThat(log.trouble()).isEmpty();

      log.prove();

      awaitTrouble("replaced");
    }
    assertThat(log.producers().made()).isEqualTo(1);
  }

  @Test
  void shouldLeaveNothingBehindWhenItProvesItsPlace() throws Exception {
    ConsumerGroupMetadata metadata = member.awaitAssignment();
    log.owns(metadata);

    log.prove();

    Waiting.until("a proof", () -> log.producers().calls("abortTransaction") == 1);
    log.owns(metadata, 0, 1);
    await(log.intent(0, "r1"));
    assertThat(log.ledger()).containsExactly("r1");
    assertThat(log.hasOffsetOfTheLedger()).isFalse();
    assertThat(log.trouble()).isEmpty();
    assertThat(log.producers().made()).isEqualTo(1);
  }

  /** Both would give way to each other, if the group had the say: each joins it again. */
  @Test
  void shouldNotGiveWayToWhomTheGroupPrefersWhileTheIdIsItsOwn() throws Exception {
    ConsumerGroupMetadata thrownOut = member.awaitAssignment();
    try (GroupMember other = log.member("replica")) {
      ConsumerGroupMetadata current = other.awaitAssignment();
      log.owns(thrownOut, 0, 1);

      CompletableFuture<Void> receipt = log.intent(0, "r1");

      awaitTrouble("stale");
      assertThat(receipt).isNotDone();

      // when it has joined again
      log.owns(current, 0, 1);
      await(receipt);
    }
    assertThat(log.producers().made()).isEqualTo(1);
  }

  /** A process that slept for long cannot tell who fenced it; the group can. */
  @Tag(BROKER_GIVES_UP)
  @Test
  void shouldLeaveItsIdToAnotherProcessUntilTheGroupHasSpoken() throws Exception {
    log.owns(member.awaitAssignment(), 0, 1);
    await(log.intent(0, "r1"));
    try (Producer<byte[], byte[]> other = log.clients().producer()) {
      log.producers()
          .before(
              "flush",
              () -> {
                log.awaitTransactionTimedOut();
                other.initTransactions();
              });

      CompletableFuture<Void> lost = log.intent(0, "r2");

      awaitTrouble("lost");
      assertThatThrownBy(() -> await(lost)).hasCauseInstanceOf(BatchLostException.class);
      assertThat(log.producers().made()).isEqualTo(1);
      other.beginTransaction();
      other.commitTransaction();
    }
    assertThat(log.ledger()).containsExactly("r1");
  }

  private void shouldLoseOneTransactionAndWriteTheNext() throws Exception {
    ConsumerGroupMetadata metadata = member.awaitAssignment();
    log.owns(metadata, 0, 1);

    CompletableFuture<Void> lost = log.intent(0, "r1", "r2");

    awaitTrouble("lost");
    assertThatThrownBy(() -> await(lost)).hasCauseInstanceOf(BatchLostException.class);
    assertThat(log.ledger()).isEmpty();
    assertThat(log.committed(0)).isNull();

    // when everything was read again
    log.owns(metadata, 0, 1);

    await(log.intent(0, "r3"));
    assertThat(log.ledger()).containsExactly("r3");
    assertThat(log.producers().made()).isEqualTo(2);
  }

  private void shouldHaveWrittenOnceWithOneProducer() throws Exception {
    assertThat(log.producers().calls("commitTransaction")).isGreaterThan(1);
    assertThat(log.producers().calls("abortTransaction")).isZero();
    assertThat(log.producers().calls("beginTransaction")).isEqualTo(1);
    assertThat(log.trouble()).isEmpty();
    assertThat(log.ledger()).containsExactly("r1");
    assertThat(log.committed(0)).isNotNull();
  }

  private void awaitTrouble(String kind) {
    Waiting.until("'" + kind + "'", () -> log.trouble().contains(kind));
    assertThat(log.trouble()).last().isEqualTo(kind);
  }

  private static void await(CompletableFuture<Void> receipt) throws Exception {
    receipt.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
