package io.taskbridge.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final MutableClock clock = new MutableClock();
  private final Ledger ledger = new Ledger();
  private final HandDrivenLog log = new HandDrivenLog();
  private long readAgainFrom = Long.MAX_VALUE;
  private final Retention retention =
      new Retention(ledger, new Publisher(ledger, log), DAY, partition -> readAgainFrom, clock);

  @Test
  void shouldForgetARequestOnceItsTimeIsUp() {
    // given
    ledger.restore(partition(0, "old", new Phase.Ended(clock.instant(), null)));
    clock.pass(DAY);
    retention.tick();
    assertThat(log.appended()).isEmpty();

    // when
    clock.pass(Duration.ofMillis(1));
    retention.tick();

    // then
    assertThat(log.last().changes()).containsExactly(new LedgerChange.Remove(new RequestId("old")));
    assertThat(ledger.find(0, new RequestId("old"))).isEmpty();
  }

  @Test
  void shouldNotForgetARequestWhoseRecordMayBeReadAgain() {
    // given two requests that ended long ago, behind a record that still waits
    PartitionLedger partition = new PartitionLedger(0);
    for (int offset = 6; offset <= 7; offset++) {
      partition.apply(
          new LedgerChange.Put(
              LedgerEntry.of(
                  Samples.request("r" + offset, 0, offset),
                  new Phase.Ended(clock.instant(), null))));
    }
    ledger.restore(partition);
    clock.pass(DAY.multipliedBy(2));
    readAgainFrom = 6;

    // when
    retention.tick();

    // then a successor that reads them again still finds them
    assertThat(log.appended()).isEmpty();

    // when the one that waited has come to its end, and so has the first
    readAgainFrom = 7;
    retention.tick();

    // then
    assertThat(log.last().changes()).containsExactly(new LedgerChange.Remove(new RequestId("r6")));
  }

  @Test
  void shouldNeverForgetATaskThatRuns() {
    ledger.restore(partition(0, "running", new Phase.Running(Samples.running("t1"))));
    clock.pass(DAY.multipliedBy(400));

    retention.tick();

    assertThat(log.appended()).isEmpty();
  }

  @Test
  void shouldForgetEachPartitionInABatchOfItsOwn() {
    ledger.restore(partition(0, "a", new Phase.Ended(clock.instant(), null)));
    ledger.restore(partition(1, "b", new Phase.Ended(clock.instant(), null)));
    clock.pass(DAY.multipliedBy(2));

    retention.tick();

    assertThat(log.appended()).extracting(Batch::partition).containsExactly(0, 1);
  }

  @Test
  void shouldForgetABoundedNumberAtATime() {
    // given
    PartitionLedger partition = new PartitionLedger(0);
    for (int i = 0; i < 1_200; i++) {
      partition.apply(
          new LedgerChange.Put(entry(0, "r" + i, new Phase.Ended(clock.instant(), null))));
    }
    ledger.restore(partition);
    clock.pass(DAY.multipliedBy(2));

    // when
    retention.tick();
    retention.tick();
    retention.tick();
    retention.tick();

    // then
    assertThat(log.appended())
        .extracting(batch -> batch.changes().size())
        .containsExactly(500, 500, 200);
  }

  private static PartitionLedger partition(int number, String id, Phase phase) {
    PartitionLedger partition = new PartitionLedger(number);
    partition.apply(new LedgerChange.Put(entry(number, id, phase)));
    return partition;
  }

  private static LedgerEntry entry(int partition, String id, Phase phase) {
    return LedgerEntry.of(Samples.request(id, partition, 0), phase);
  }
}
