package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotsTest {
  @Property
  void shouldGiveEverySlotToOneGroup(
      @ForAll @IntRange(min = 1, max = 200) int partitions,
      @ForAll @IntRange(min = 1, max = 10_000) int max) {
    Map<Integer, Integer> slots = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      slots.put(Slots.group(p, partitions, max), Slots.of(p, partitions, max));
    }

    assertThat(slots).hasSize(Slots.groups(partitions, max));
    assertThat(slots.values()).allMatch(number -> number >= 1);
    assertThat(slots.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(max);
  }

  @Property
  void shouldLetOnlyNeighboursShareASlot(
      @ForAll @IntRange(min = 1, max = 200) int partitions,
      @ForAll @IntRange(min = 1, max = 300) int max) {
    int group = -1;
    for (int p = 0; p < partitions; p++) {
      int now = Slots.group(p, partitions, max);
      if (now != group) {
        assertThat(now).isEqualTo(group + 1);
        assertThat(Slots.firstOf(now, partitions, max)).isEqualTo(p);
      }
      group = now;
    }
  }

  @Property
  void shouldGiveASlotToThePartitionOfItsShare(
      @ForAll @IntRange(min = 1, max = 50) int partitions,
      @ForAll @IntRange(min = 50, max = 400) int max) {
    int[] slots = new int[partitions];
    for (int slot = 0; slot < max; slot++) {
      slots[(int) Math.floor((double) slot * partitions / max)]++;
    }

    for (int partition = 0; partition < partitions; partition++) {
      assertThat(Slots.of(partition, partitions, max)).isEqualTo(slots[partition]);
    }
  }

  @Test
  void shouldSetNoLimitWithoutAMaximum() {
    assertThat(Slots.of(3, 12, 0)).isEqualTo(Integer.MAX_VALUE);
  }
}
