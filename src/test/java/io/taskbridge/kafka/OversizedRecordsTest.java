package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Records that a topic does not take, or the producer: each is refused for real. */
class OversizedRecordsTest {
  private static EmbeddedBroker broker;

  private LogFixture log;
  private GroupMember member;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(BrokerOptions.defaults());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void startLog(TestInfo test) throws Exception {
    String name = "sizes-" + test.getTestMethod().orElseThrow().getName();
    log = new LogFixture(broker.bootstrapServers(), name, Duration.ofSeconds(30));
    member = log.member("replica");
  }

  @AfterEach
  void stopLog() {
    member.close();
    log.close();
  }

  @Test
  void shouldReplaceAnOutputThatItsTopicIsKnownNotToTake() throws Exception {
    log.limit(log.topics().results(), 2_000);
    log.readLimits();
    log.owns(member.awaitAssignment(), 0, 1);

    await(log.result(0, "r1", 5_000));

    assertThat(log.trouble()).isEmpty();
    assertThat(onlyResult().path("error").path("code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(onlyResult().path("status").asText()).isEqualTo("done");
    assertThat(onlyResult().path("error").path("message").asText())
        .contains(log.topics().results(), "max.message.bytes");
  }

  /** The topic was made smaller since it was asked: one transaction is lost, not its group. */
  @Test
  void shouldFailOneOutputAndNotItsNeighboursWhenTheBrokerRefuses() throws Exception {
    ConsumerGroupMetadata metadata = member.awaitAssignment();
    log.limit(log.topics().results(), 2_000);
    log.gather();
    // No output of its own: the producer would split a batch of both, and time may run out on it.
    CompletableFuture<Void> neighbour = log.intent(1, "r2");
    CompletableFuture<Void> large = log.result(0, "r1", 5_000);
    log.owns(metadata, 0, 1);

    awaitTrouble("refused [0]");
    assertThat(large).isNotDone();
    assertThat(log.ledger()).isEmpty();

    // when partition 0 was given up, to be restored
    log.giveUp(0);
    log.owns(metadata, 0, 1);
    await(neighbour);
    await(log.result(0, "r1", 5_000));

    assertThat(log.ledger()).containsExactlyInAnyOrder("r1", "r2");
    assertThat(onlyResult().path("error").path("code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(log.trouble()).containsExactly("refused [0]");
    assertThat(log.producers().made()).isEqualTo(1);
  }

  @Test
  void shouldReplaceAnOutputThatTheProducerDoesNotSend() throws Exception {
    log.owns(member.awaitAssignment(), 0, 1);

    // More than max.request.size of the producer, and less than the topic takes.
    log.limit(log.topics().results(), 20_000_000);
    await(log.result(0, "r1", 2_500_000));

    assertThat(log.trouble()).isEmpty();
    assertThat(onlyResult().path("error").path("code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
  }

  @Test
  void shouldLeaveOutWhatADeadLetterIsTooLargeFor() throws Exception {
    ConsumerGroupMetadata metadata = member.awaitAssignment();
    log.limit(log.topics().deadLetters(), 2_000);
    log.gather();
    log.deadLetter(0, 5_000);
    CompletableFuture<Void> neighbour = log.intent(1, "r2");
    log.owns(metadata, 0, 1);

    awaitTrouble("refused [0]");
    log.giveUp(0);
    log.owns(metadata, 0, 1);
    await(neighbour);
    await(log.deadLetter(0, 5_000));

    List<ConsumerRecord<byte[], byte[]>> letters = log.records(log.topics().deadLetters());
    assertThat(letters).singleElement().satisfies(letter -> assertThat(letter.value()).isNull());
    assertThat(letters.get(0).headers().lastHeader("dead-letter-value-omitted").value())
        .asString()
        .isEqualTo("5000");
  }

  /** Nothing can take the place of an entry: its partition waits, the others go on. */
  @Test
  void shouldWriteForOthersWhileTheLedgerTakesAnEntryNoMore() throws Exception {
    ConsumerGroupMetadata metadata = member.awaitAssignment();
    log.limit(log.topics().ledger(), 600);
    log.gather();
    CompletableFuture<Void> large = log.intent(0, "r".repeat(250));
    CompletableFuture<Void> neighbour = log.intent(1, "r2");
    log.owns(metadata, 0, 1);

    awaitTrouble("refused [0]");
    log.giveUp(0);
    log.owns(metadata, 1);
    await(neighbour);
    assertThatThrownBy(() -> large.get(0, TimeUnit.SECONDS))
        .isNotInstanceOf(TimeoutException.class);

    // when somebody has raised it
    log.limit(log.topics().ledger(), 1_000_000);
    log.owns(metadata, 0, 1);
    await(log.intent(0, "r".repeat(250)));
    assertThat(log.ledger()).containsExactlyInAnyOrder("r2", "r".repeat(250));
  }

  /** The schema of an output is what makes most of a large entry, and can be missed. */
  @Test
  void shouldLeaveOutTheSchemaWhenTheLedgerTakesAnEntryNoMore() throws Exception {
    // given
    log.limit(log.topics().ledger(), 2_000);
    log.readLimits();
    log.owns(member.awaitAssignment(), 0, 1);
    LedgerEntry entry = log.entryWithSchema(0, "r1", 5_000);

    // when
    assertThat(log.fits(entry)).isTrue();
    await(log.put(entry));

    // then
    ConsumerRecord<byte[], byte[]> written = log.records(log.topics().ledger()).get(0);
    LedgerEntry read = new LedgerCodec().entry(written.key(), written.value(), 0);
    assertThat(read.phase()).isEqualTo(entry.phase());
    assertThat(read.options().responseModel()).isNull();
    assertThat(log.trouble()).isEmpty();
  }

  @Test
  void shouldTellThatTheLedgerDoesNotTakeAnEntry() throws Exception {
    LedgerEntry large = log.entryWithSchema(0, "r".repeat(1_500), 10);
    assertThat(log.fits(large)).isTrue();

    log.limit(log.topics().ledger(), 2_000);
    log.readLimits();

    assertThat(log.fits(large)).isFalse();
    assertThat(log.fits(log.entryWithSchema(0, "r", 10))).isTrue();
  }

  private JsonNode onlyResult() {
    List<ConsumerRecord<byte[], byte[]>> found = log.records(log.topics().results());
    assertThat(found).hasSize(1);
    return Records.json(found.get(0).value());
  }

  private void awaitTrouble(String kind) {
    Waiting.until("'" + kind + "'", () -> log.trouble().contains(kind));
    assertThat(log.trouble()).last().isEqualTo(kind);
  }

  private static void await(CompletableFuture<Void> receipt) throws Exception {
    receipt.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
