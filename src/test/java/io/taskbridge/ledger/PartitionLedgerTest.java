package io.taskbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PartitionLedgerTest {
  private static final Instant NOW = MutableClock.START;

  private final PartitionLedger ledger = new PartitionLedger(3);

  @Test
  void shouldAnswerWithWhatWasThereBefore() {
    // given
    LedgerEntry first = entry("r1", new Phase.Submitting(1, NOW));
    LedgerEntry second = entry("r1", new Phase.Running(Samples.running("t1")));

    // then
    assertThat(ledger.apply(new LedgerChange.Put(first))).isNull();
    assertThat(ledger.apply(new LedgerChange.Put(second))).isSameAs(first);
    assertThat(ledger.find(id("r1"))).contains(second);
    assertThat(ledger.apply(new LedgerChange.Remove(id("r1")))).isSameAs(second);
    assertThat(ledger.apply(new LedgerChange.Remove(id("r1")))).isNull();
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void shouldCountTasksThatRunAtTheApiOrMay() {
    put("r1", new Phase.Submitting(1, NOW));
    put("r2", new Phase.Running(Samples.running("t2")));
    put("r3", new Phase.Collecting(Samples.running("t3"), NOW));
    put("r4", new Phase.Ended(NOW, null));

    assertThat(ledger.size()).isEqualTo(4);
    assertThat(ledger.occupiedSlots()).isEqualTo(2);
  }

  @Property
  void shouldCountSlotsAsACountFromScratchWould(@ForAll("changes") List<LedgerChange> changes) {
    PartitionLedger counted = new PartitionLedger(3);
    Map<RequestId, Phase> all = new HashMap<>();

    for (LedgerChange change : changes) {
      counted.apply(change);
      if (change instanceof LedgerChange.Put put) {
        all.put(put.requestId(), put.entry().phase());
      } else {
        all.remove(change.requestId());
      }

      assertThat(counted.occupiedSlots())
          .isEqualTo(all.values().stream().filter(Phase::occupiesSlot).count());
      assertThat(counted.size()).isEqualTo(all.size());
      assertThat(counted.endedBefore(Instant.MAX, Long.MAX_VALUE, Integer.MAX_VALUE))
          .hasSize((int) all.values().stream().filter(Phase.Ended.class::isInstance).count());
    }
  }

  @Test
  void shouldFindWhatEndedLongAgoOldestFirst() {
    put("r1", new Phase.Ended(NOW, null));
    put("r2", new Phase.Running(Samples.running("t2")));
    put("r3", new Phase.Ended(NOW.plusSeconds(1), null));
    put("r4", new Phase.Ended(NOW.plusSeconds(2), null));

    assertThat(ledger.endedBefore(NOW, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(ledger.endedBefore(NOW.plusSeconds(2), Long.MAX_VALUE, 10))
        .containsExactly(id("r1"), id("r3"));
    assertThat(ledger.endedBefore(NOW.plusSeconds(9), Long.MAX_VALUE, 1)).containsExactly(id("r1"));
  }

  @Test
  void shouldNotFindWhatWasRemoved() {
    put("r1", new Phase.Ended(NOW, null));
    put("r2", new Phase.Ended(NOW, null));

    ledger.apply(new LedgerChange.Remove(id("r1")));

    assertThat(ledger.endedBefore(NOW.plusSeconds(1), Long.MAX_VALUE, 10))
        .containsExactly(id("r2"));
  }

  @Test
  void shouldFindAnEndThatChangesAgainAtItsNewPlace() {
    put("r1", new Phase.Ended(NOW, null));
    put("r2", new Phase.Ended(NOW.plusSeconds(1), null));

    put("r1", new Phase.Ended(NOW.plusSeconds(2), null));

    assertThat(ledger.endedBefore(Instant.MAX, Long.MAX_VALUE, 10))
        .containsExactly(id("r2"), id("r1"));
  }

  @Test
  void shouldForgetTheYoungestAsFastAsTheOldest() {
    // given: so many that a search for each of them would take minutes
    int many = 100_000;
    for (int i = 0; i < many; i++) {
      put("r" + i, new Phase.Ended(NOW.plusMillis(i), null));
    }

    // then
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (int i = many - 1; i >= 0; i--) {
            ledger.apply(new LedgerChange.Remove(id("r" + i)));
          }
        });
    assertThat(ledger.endedBefore(Instant.MAX, Long.MAX_VALUE, 10)).isEmpty();
  }

  @Provide
  Arbitrary<List<LedgerChange>> changes() {
    Arbitrary<String> id = Arbitraries.of("a", "b", "c", "d");
    Arbitrary<Phase> phase =
        Arbitraries.of(
            new Phase.Submitting(1, NOW),
            new Phase.Running(Samples.running("t")),
            new Phase.Collecting(Samples.running("t"), NOW),
            new Phase.Ended(NOW, null));
    Arbitrary<LedgerChange> put =
        Combinators.combine(id, phase).as((i, p) -> new LedgerChange.Put(entry(i, p)));
    Arbitrary<LedgerChange> remove = id.map(i -> new LedgerChange.Remove(id(i)));
    return Arbitraries.oneOf(put, put, put, remove).list().ofMaxSize(30);
  }

  private void put(String id, Phase phase) {
    ledger.apply(new LedgerChange.Put(entry(id, phase)));
  }

  private static LedgerEntry entry(String id, Phase phase) {
    return LedgerEntry.of(Samples.request(id, 3, 0), phase);
  }

  private static RequestId id(String id) {
    return new RequestId(id);
  }
}
