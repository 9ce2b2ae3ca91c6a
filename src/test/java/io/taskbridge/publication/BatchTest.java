package io.taskbridge.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final SourcePosition POSITION = new SourcePosition("task-requests", 1, 7);

  @Test
  void shouldSettleWhatItSetsAside() {
    DeadLetter letter = new DeadLetter(POSITION, ErrorCode.INVALID_JSON, "send JSON", null);

    Batch batch = Batch.of(1).deadLetter(letter).build();

    assertThat(batch.deadLetters()).containsExactly(letter);
    assertThat(batch.settled()).containsExactly(POSITION);
  }

  @Test
  void shouldSettleHereWhatItSendsOn() {
    Batch batch = Batch.of(1).reroute(POSITION, 4).build();

    assertThat(batch.reroutes()).containsExactly(new Batch.Reroute(POSITION, 4));
    assertThat(batch.settled()).containsExactly(POSITION);
  }

  @Test
  void shouldKeepTheOrderOfChanges() {
    LedgerEntry entry =
        LedgerEntry.of(Samples.request("r1", 1, 7), new Phase.Ended(MutableClock.START, null));

    Batch batch = Batch.of(1).remove(new RequestId("r0")).put(entry).build();

    assertThat(batch.changes())
        .containsExactly(new LedgerChange.Remove(new RequestId("r0")), new LedgerChange.Put(entry));
  }

  @Test
  void shouldNotChangeOnceItIsBuilt() {
    Batch.Builder builder = Batch.of(1);
    Batch batch = builder.build();

    builder.settle(POSITION);

    assertThat(batch.settled()).isEmpty();
  }
}
