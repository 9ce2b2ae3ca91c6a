package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What goes into a transaction, without another thread. */
class LogQueueTest {
  private static final ConsumerGroupMetadata METADATA = new ConsumerGroupMetadata("task-bridge");

  private final LogQueue queue = new LogQueue();

  @Test
  void shouldTakeEverythingThatWaitsInItsOrder() throws InterruptedException {
    own(Set.of(0, 1), Set.of());
    List<PendingBatch> added = add(0, 1, 0);

    LogQueue.Group group = queue.take(100, 100);

    assertThat(group.batches()).isEqualTo(added);
    assertThat(group.orphans()).isEmpty();
    assertThat(group.membership().metadata()).isSameAs(METADATA);
    assertThat(queue.size()).isZero();
  }

  @Test
  void shouldLeaveWaitingWhatMayComeBack() throws InterruptedException {
    own(Set.of(0), Set.of(1));
    List<PendingBatch> added = add(1, 0, 1);

    assertThat(queue.take(100, 100).batches()).containsExactly(added.get(1));
    queue.done();

    // when the partition is restored
    own(Set.of(0, 1), Set.of());

    assertThat(queue.take(100, 100).batches()).containsExactly(added.get(0), added.get(2));
  }

  @Test
  void shouldKnowHowManyBytesWait() throws InterruptedException {
    own(Set.of(0, 1), Set.of());
    queue.add(batch(0, 1, 60));
    queue.add(batch(1, 1, 50));
    queue.add(batch(7, 1, 5));
    assertThat(queue.bytes()).isEqualTo(115);

    List<PendingBatch> taken = queue.take(100, 100).batches();
    assertThat(queue.bytes()).isEqualTo(55);

    queue.addFirst(taken);
    assertThat(queue.bytes()).isEqualTo(115);
    queue.remove(1);
    assertThat(queue.bytes()).isEqualTo(65);
    queue.drain();
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void shouldHandOutOrphansApart() throws InterruptedException {
    own(Set.of(0), Set.of());
    List<PendingBatch> added = add(7, 0);

    LogQueue.Group group = queue.take(100, 100);

    assertThat(group.orphans()).containsExactly(added.get(0));
    assertThat(group.batches()).containsExactly(added.get(1));
  }

  @Test
  void shouldTakeABatchThatIsLargerThanATransactionByItself() throws InterruptedException {
    own(Set.of(0), Set.of());
    PendingBatch large = batch(0, 50, 5_000);
    queue.add(large);
    List<PendingBatch> small = add(0);

    assertThat(queue.take(10, 100).batches()).containsExactly(large);
    queue.done();
    assertThat(queue.take(10, 100).batches()).isEqualTo(small);
  }

  @Test
  void shouldPutBackInFrontWhatWasNotWritten() throws InterruptedException {
    own(Set.of(0), Set.of());
    List<PendingBatch> first = add(0, 0);
    List<PendingBatch> taken = queue.take(100, 100).batches();
    List<PendingBatch> later = add(0);

    queue.addFirst(taken);

    List<PendingBatch> all = new ArrayList<>(first);
    all.addAll(later);
    assertThat(queue.take(100, 100).batches()).isEqualTo(all);
  }

  @Test
  void shouldGiveUpWhatWaitsForOnePartition() {
    own(Set.of(0, 1), Set.of());
    List<PendingBatch> added = add(0, 1, 0);

    assertThat(queue.remove(0)).containsExactly(added.get(0), added.get(2));
    assertThat(queue.drain()).containsExactly(added.get(1));
    assertThat(queue.size()).isZero();
  }

  @Test
  void shouldTakeNothingOnceItIsClosed() throws InterruptedException {
    own(Set.of(0), Set.of());
    add(0);

    queue.close();

    assertThat(queue.take(100, 100)).isNull();
  }

  @Test
  void shouldBeIdleWhenNothingCanBeWritten() throws InterruptedException {
    assertThat(queue.awaitIdle(0)).isTrue();

    own(Set.of(0), Set.of(1));
    add(1);
    assertThat(queue.awaitIdle(0)).isTrue();

    add(0);
    assertThat(queue.awaitIdle(0)).isFalse();

    queue.hold();
    assertThat(queue.awaitIdle(0)).isTrue();
  }

  @Test
  void shouldBeBusyUntilWhatWasTakenIsWritten() throws InterruptedException {
    own(Set.of(0), Set.of());
    add(0);

    queue.take(100, 100);
    queue.hold();
    assertThat(queue.awaitIdle(0)).isFalse();

    queue.done();
    assertThat(queue.awaitIdle(0)).isTrue();
  }

  @Property
  void shouldKeepTheOrderOfEveryPartitionWithinItsBounds(
      @ForAll("batches") List<PendingBatch> batches,
      @ForAll @IntRange(min = 1, max = 12) int maxRecords,
      @ForAll @IntRange(min = 1, max = 60) int maxBytes)
      throws InterruptedException {
    // given
    LogQueue filled = new LogQueue();
    filled.membership(new Membership(METADATA, Set.of(0, 1), Set.of(2)));
    batches.forEach(filled::add);

    // when
    List<PendingBatch> written = new ArrayList<>();
    List<PendingBatch> orphans = new ArrayList<>();
    while (!filled.awaitIdle(0)) {
      LogQueue.Group group = filled.take(maxRecords, maxBytes);
      assertBounded(group.batches(), maxRecords, maxBytes);
      assertThat(group.batches().size() + group.orphans().size()).isPositive();
      written.addAll(group.batches());
      orphans.addAll(group.orphans());
      filled.done();
    }

    // then
    assertThat(written).isEqualTo(batches.stream().filter(b -> b.partition() < 2).toList());
    assertThat(orphans).isEqualTo(batches.stream().filter(b -> b.partition() > 2).toList());
    assertThat(filled.drain()).isEqualTo(batches.stream().filter(b -> b.partition() == 2).toList());
  }

  @Provide
  Arbitrary<List<PendingBatch>> batches() {
    Arbitrary<Integer> partition = Arbitraries.integers().between(0, 3);
    Arbitrary<Integer> records = Arbitraries.integers().between(0, 15);
    Arbitrary<Integer> bytes = Arbitraries.integers().between(0, 70);
    return Combinators.combine(partition, records, bytes)
        .as((p, r, b) -> batch(p, r, b))
        .list()
        .ofMaxSize(20);
  }

  private static void assertBounded(List<PendingBatch> batches, int maxRecords, int maxBytes) {
    if (batches.size() > 1) {
      assertThat(batches.stream().mapToInt(b -> b.records().size()).sum())
          .isLessThanOrEqualTo(maxRecords);
      assertThat(batches.stream().mapToLong(PendingBatch::bytes).sum())
          .isLessThanOrEqualTo(maxBytes);
    }
  }

  private void own(Set<Integer> owned, Set<Integer> pending) {
    queue.membership(new Membership(METADATA, owned, pending));
  }

  private List<PendingBatch> add(int... partitions) {
    List<PendingBatch> added = new ArrayList<>();
    for (int partition : partitions) {
      PendingBatch batch = batch(partition, 1, 1);
      queue.add(batch);
      added.add(batch);
    }
    return added;
  }

  private static PendingBatch batch(int partition, int records, long bytes) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("task-status", new byte[0]);
    return new PendingBatch(
        partition,
        Collections.nCopies(records, record),
        Map.of(),
        bytes,
        new CompletableFuture<>());
  }
}
