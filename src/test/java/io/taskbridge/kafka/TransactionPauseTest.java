package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens between a commit and the next transaction, at a real broker. */
class TransactionPauseTest {
  private static final long PATIENCE_SECONDS = 60;

  private EmbeddedBroker broker;
  private LogFixture log;
  private GroupMember member;

  @BeforeEach
  void startLog() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.defaults());
    log = new LogFixture(broker.bootstrapServers(), "pause", Duration.ofSeconds(30));
    member = log.member("replica");
  }

  @AfterEach
  void stopLog() {
    member.close();
    log.close();
    broker.close();
  }

  @Test
  void shouldWriteTogetherWhatComesInWhileTheMarkersOfACommitAreWritten() throws Exception {
    log.owns(member.awaitAssignment(), 0, 1);
    CountDownLatch markersWritten = new CountDownLatch(1);
    CountDownLatch pausing = new CountDownLatch(1);
    log.pauseAfterCommit(
        () -> {
          pausing.countDown();
          markersWritten.await();
        });
    await(log.intent(0, "r1"));
    assertThat(pausing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> second = log.intent(0, "r2");
    CompletableFuture<Void> third = log.intent(1, "r3");
    assertThat(log.producers().calls("beginTransaction")).isEqualTo(1);
    markersWritten.countDown();

    await(second);
    await(third);
    assertThat(log.producers().calls("commitTransaction")).isEqualTo(2);
    assertThat(log.ledger()).containsExactlyInAnyOrder("r1", "r2", "r3");
  }

  @Test
  void shouldKnowWhatItCommitted() throws Exception {
    log.owns(member.awaitAssignment(), 0, 1);
    TopicPartition source = new TopicPartition(log.topics().requests(), 1);
    assertThat(log.ends().isUnchanged(source, new OffsetAndMetadata(1))).isFalse();

    await(log.intent(1, "r1"));

    assertThat(log.committed(1)).isEqualTo(1);
    assertThat(log.ends().isUnchanged(source, new OffsetAndMetadata(1))).isTrue();
    assertThat(log.ends().isUnchanged(source, new OffsetAndMetadata(2))).isFalse();
  }

  private static void await(CompletableFuture<Void> receipt) throws Exception {
    receipt.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
