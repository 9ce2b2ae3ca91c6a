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
    tested.start(SOURCE, 10);
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
      long committable = tested.committable(SOURCE).orElseThrow();

      // neither past what is not settled, nor back, nor less than could be
      assertThat(committable).isEqualTo(unsettled.isEmpty() ? next : unsettled.first());
      assertThat(committable).isGreaterThanOrEqualTo(before);
      before = committable;
      assertThat(tested.find(position(step.offset())).isPresent())
          .isEqualTo(unsettled.contains(step.offset()));
    }
  }

  @Test
  void shouldBeginWhereReadingBegins() {
    offsets.start(SOURCE, 42);

    assertThat(offsets.committable(SOURCE)).contains(42L);
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
    offsets.start(SOURCE, 42);
    offsets.read(record(42));

    offsets.stop(SOURCE);

    assertThat(offsets.find(position(42))).isEmpty();
    assertThat(offsets.committable(SOURCE)).isEmpty();
  }

  @Test
  void shouldReadARecordAgainAfterAFreshStart() {
    offsets.start(SOURCE, 42);
    offsets.read(record(42));

    offsets.start(SOURCE, 42);

    assertThat(offsets.read(record(42))).isTrue();
  }

  @Test
  void shouldFollowEverySourceByItself() {
    TopicPartition other = new TopicPartition("tool-replies", 3);
    offsets.start(SOURCE, 0);
    offsets.start(other, 100);
    offsets.read(record(0));

    assertThat(offsets.committable(other)).contains(100L);
    assertThat(offsets.committable(SOURCE)).contains(0L);
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
