package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.publication.SourcePosition;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SourceOffsetsTest {
  private static final TopicPartition SOURCE = new TopicPartition("task-requests", 3);

  private final SourceOffsets offsets = new SourceOffsets();

  /** Reads the record at an offset, or settles it. */
  private record Step(boolean read, long offset) {}

  @Property
  void shouldNeverCommitPastARecordThatIsNotSettled(@ForAll("steps") List<Step> steps) {
    SourceOffsets tested = new SourceOffsets();
    tested.start(SOURCE, new OffsetAndMetadata(10));
    TreeSet<Long> unsettled = new TreeSet<>();
    long next = 10;
    long before = 10;

    for (Step step : steps) {
      if (step.read()) {
        boolean isNew = tested.read(record(step.offset()));
        assertThat(isNew).isEqualTo(step.offset() >= next);
        if (isNew) {
          unsettled.add(step.offset());
          next = step.offset() + 1;
        }
      } else {
        tested.settle(position(step.offset()));
        unsettled.remove(step.offset());
      }
      long committable = tested.committable(SOURCE).orElseThrow().offset();

      // neither past what is not settled, nor back, nor less than could be
      assertThat(committable).isEqualTo(unsettled.isEmpty() ? next : unsettled.first());
      assertThat(committable).isGreaterThanOrEqualTo(before);
      before = committable;
      assertThat(tested.find(position(step.offset())).isPresent())
          .isEqualTo(unsettled.contains(step.offset()));
    }
  }

  @Property
  void shouldKnowAfterACrashWhatWasSettled(@ForAll("steps") List<Step> before) {
    // given a life that ended after its last commit
    SourceOffsets dead = new SourceOffsets();
    dead.start(SOURCE, new OffsetAndMetadata(10));
    TreeSet<Long> read = new TreeSet<>();
    TreeSet<Long> settled = new TreeSet<>();
    before.forEach(step -> take(step, dead, read, settled));
    OffsetAndMetadata committed = dead.committable(SOURCE).orElseThrow();

    // when another one reads all of it again, and has a crash in the middle of that
    SourceOffsets heir = new SourceOffsets();
    heir.start(SOURCE, committed);
    long middle = 15;
    List<Long> firstHalf = again(heir, read, committed.offset(), middle);
    SourceOffsets last = new SourceOffsets();
    OffsetAndMetadata recommitted = heir.committable(SOURCE).orElseThrow();
    last.start(SOURCE, recommitted);
    List<Long> all = again(last, read, recommitted.offset(), Long.MAX_VALUE);

    // then exactly what was not settled comes again
    TreeSet<Long> open = new TreeSet<>(read);
    open.removeAll(settled);
    assertThat(firstHalf).containsExactlyElementsOf(open.headSet(middle));
    assertThat(all).containsExactlyElementsOf(open);
  }

  private static void take(
      Step step, SourceOffsets tracked, TreeSet<Long> read, TreeSet<Long> settled) {
    if (step.read()) {
      if (tracked.read(record(step.offset()))) {
        read.add(step.offset());
      }
    } else if (tracked.find(position(step.offset())).isPresent()) {
      tracked.settle(position(step.offset()));
      settled.add(step.offset());
    }
  }

  /** Reads the records that exist from an offset on; returns those that count as new. */
  private static List<Long> again(
      SourceOffsets tracked, TreeSet<Long> existing, long from, long before) {
    return existing.subSet(from, Math.max(from, before)).stream()
        .filter(offset -> tracked.read(record(offset)))
        .toList();
  }

  @Test
  void shouldSayNoMoreThanMetadataCanHold() {
    offsets.start(SOURCE, new OffsetAndMetadata(0));
    for (long offset = 0; offset < 5_000; offset++) {
      offsets.read(record(offset));
    }
    for (long offset = 1; offset < 5_000; offset += 2) {
      offsets.settle(position(offset));
    }

    OffsetAndMetadata committed = offsets.committable(SOURCE).orElseThrow();

    assertThat(committed.metadata()).hasSizeLessThan(4_096);
    SourceOffsets heir = new SourceOffsets();
    heir.start(SOURCE, committed);
    assertThat(heir.read(record(0))).isTrue();
    assertThat(heir.read(record(1))).isFalse();
    // what there was no room for counts as not read
    assertThat(heir.read(record(4_998))).isTrue();
    assertThat(heir.read(record(4_999))).isTrue();
  }

  @Test
  void shouldBeginWhereReadingBegins() {
    offsets.start(SOURCE, new OffsetAndMetadata(42));

    assertThat(offsets.committable(SOURCE).map(OffsetAndMetadata::offset)).contains(42L);
  }

  @Test
  void shouldKnowNothingOfASourceThatIsNotFollowed() {
    assertThat(offsets.committable(SOURCE)).isEmpty();
    assertThat(offsets.read(record(42))).isFalse();
    assertThat(offsets.find(position(42))).isEmpty();
    offsets.settle(position(42));
    assertThat(offsets.committable(SOURCE)).isEmpty();
  }

  @Test
  void shouldForgetASourceThatIsGivenUp() {
    offsets.start(SOURCE, new OffsetAndMetadata(42));
    offsets.read(record(42));

    offsets.stop(SOURCE);

    assertThat(offsets.find(position(42))).isEmpty();
    assertThat(offsets.committable(SOURCE)).isEmpty();
  }

  @Test
  void shouldReadARecordAgainAfterAFreshStart() {
    offsets.start(SOURCE, new OffsetAndMetadata(42));
    offsets.read(record(42));

    offsets.start(SOURCE, new OffsetAndMetadata(42));

    assertThat(offsets.read(record(42))).isTrue();
  }

  @Test
  void shouldFollowEverySourceByItself() {
    TopicPartition other = new TopicPartition("tool-replies", 3);
    offsets.start(SOURCE, new OffsetAndMetadata(0));
    offsets.start(other, new OffsetAndMetadata(100));
    offsets.read(record(0));

    assertThat(offsets.committable(other).map(OffsetAndMetadata::offset)).contains(100L);
    assertThat(offsets.committable(SOURCE).map(OffsetAndMetadata::offset)).contains(0L);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    // Offsets below the start were read before; gaps are left by transactions and compaction.
    return Combinators.combine(Arbitraries.of(true, false), Arbitraries.longs().between(8, 25))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset) {
    return Records.record(SOURCE.topic(), SOURCE.partition(), offset, new byte[0], Map.of());
  }

  private static SourcePosition position(long offset) {
    return new SourcePosition(SOURCE.topic(), SOURCE.partition(), offset);
  }
}
