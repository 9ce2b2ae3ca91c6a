package io.taskbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final LedgerEntry RUNNING =
      LedgerEntry.of(Samples.request("r1", 2, 0), new Phase.Running(Samples.running("t1")));

  private final List<String> heard = new ArrayList<>();
  private final Ledger ledger = new Ledger();

  /** Writes down what it hears, and what the ledger holds at that moment. */
  private final class Listener implements LedgerListener {
    @Override
    public void restored(PartitionLedger partition) {
      heard.add("restored " + partition.partition() + " with " + partition.size());
    }

    @Override
    public void changed(LedgerEntry before, LedgerEntry after) {
      heard.add(
          (before == null ? "nothing" : "entry") + " -> " + (after == null ? "nothing" : "entry"));
      assertThat(ledger.find(2, RUNNING.requestId()).orElse(null)).isSameAs(after);
    }

    @Override
    public void released(int partition) {
      heard.add("released " + partition);
      assertThat(ledger.partition(partition)).isEmpty();
    }
  }

  LedgerTest() {
    ledger.addListener(new Listener());
  }

  @Test
  void shouldTellListenersOfWhatComesChangesAndGoes() {
    // when
    ledger.restore(partition(2));
    ledger.apply(2, List.of(new LedgerChange.Put(RUNNING)));
    ledger.apply(2, List.of(new LedgerChange.Remove(RUNNING.requestId())));
    ledger.release(2);
    ledger.release(2);

    // then
    assertThat(heard)
        .containsExactly("restored 2 with 0", "nothing -> entry", "entry -> nothing", "released 2");
  }

  @Test
  void shouldTellNobodyThatWhatWasNotThereIsGone() {
    ledger.restore(partition(2));
    ledger.apply(2, List.of(new LedgerChange.Remove(RUNNING.requestId())));

    assertThat(heard).containsExactly("restored 2 with 0");
  }

  @Test
  void shouldTellAListenerOfTheEntriesThatWereRestored() {
    ledger.restore(partition(2, RUNNING));

    assertThat(heard).containsExactly("restored 2 with 1");
  }

  @Test
  void shouldFindEntriesOfItsOwnPartitionsOnly() {
    ledger.restore(partition(2, RUNNING));
    ledger.restore(partition(5));

    assertThat(ledger.find(2, new RequestId("r1"))).contains(RUNNING);
    assertThat(ledger.find(5, new RequestId("r1"))).isEmpty();
    assertThat(ledger.find(7, new RequestId("r1"))).isEmpty();
  }

  @Test
  void shouldAddUpTheSlotsOfAllPartitions() {
    ledger.restore(partition(2, RUNNING));
    ledger.restore(
        partition(
            5,
            LedgerEntry.of(Samples.request("r2", 5, 0), new Phase.Submitting(1, Instant.EPOCH))));

    assertThat(ledger.occupiedSlots()).isEqualTo(2);
    ledger.release(2);
    assertThat(ledger.occupiedSlots()).isEqualTo(1);
  }

  @Test
  void shouldNotLetAFlowChangeWhatIsNotOurs() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.apply(2, List.of(new LedgerChange.Put(RUNNING))));
  }

  @Test
  void shouldNotTakeAPartitionOverTwice() {
    ledger.restore(partition(2));

    assertThatIllegalStateException().isThrownBy(() -> ledger.restore(partition(2)));
  }

  private static PartitionLedger partition(int number, LedgerEntry... entries) {
    PartitionLedger partition = new PartitionLedger(number);
    for (LedgerEntry entry : entries) {
      partition.apply(new LedgerChange.Put(entry));
    }
    return partition;
  }
}
