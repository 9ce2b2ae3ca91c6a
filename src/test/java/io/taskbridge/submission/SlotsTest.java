package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotsTest {
  @Property
  void shouldGiveEverySlotToOnePartition(
      @ForAll @IntRange(min = 1, max = 200) int partitions,
      @ForAll @IntRange(min = 1, max = 10_000) int max) {
    int sum = IntStream.range(0, partitions).map(p -> Slots.of(p, partitions, max)).sum();

    assertThat(sum).isEqualTo(max);
  }

  @Property
  void shouldGiveASlotToThePartitionOfItsShare(
      @ForAll @IntRange(min = 1, max = 50) int partitions,
      @ForAll @IntRange(min = 1, max = 200) int max) {
    int[] slots = new int[partitions];
    for (int slot = 0; slot < max; slot++) {
      slots[(int) Math.floor((double) slot * partitions / max)]++;
    }

    for (int partition = 0; partition < partitions; partition++) {
      assertThat(Slots.of(partition, partitions, max)).isEqualTo(slots[partition]);
    }
  }

  @Property
  void shouldGiveNoPartitionMoreThanOneSlotAboveAnother(
      @ForAll @IntRange(min = 1, max = 200) int partitions,
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int max) {
    int least = max / partitions;

    for (int partition = 0; partition < partitions; partition++) {
      assertThat(Slots.of(partition, partitions, max)).isBetween(least, least + 1);
    }
  }

  @Test
  void shouldSetNoLimitWithoutAMaximum() {
    assertThat(Slots.of(3, 12, 0)).isEqualTo(Integer.MAX_VALUE);
  }
}
