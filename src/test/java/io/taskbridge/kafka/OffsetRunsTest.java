package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OffsetRunsTest {
  private record Step(boolean add, long offset) {}

  @Property
  void shouldHoldWhatASetWouldHold(@ForAll("steps") List<Step> steps) {
    OffsetRuns runs = new OffsetRuns();
    TreeSet<Long> expected = new TreeSet<>();

    for (Step step : steps) {
      if (!step.add()) {
        runs.remove(step.offset());
        expected.remove(step.offset());
      } else if (expected.add(step.offset())) {
        runs.add(step.offset());
      }

      assertThat(
              runs.asMap().entrySet().stream()
                  .flatMapToLong(run -> LongStream.range(run.getKey(), run.getValue()))
                  .boxed())
          .containsExactlyElementsOf(expected);
      assertThat(runs.contains(step.offset())).isEqualTo(expected.contains(step.offset()));
      assertThat(runs.isEmpty()).isEqualTo(expected.isEmpty());
    }
  }

  @Test
  void shouldKeepALongBacklogAsOneRun() {
    OffsetRuns runs = new OffsetRuns();

    LongStream.range(100, 10_100).forEach(runs::add);

    assertThat(runs.asMap()).containsExactly(Map.entry(100L, 10_100L));
  }

  @Test
  void shouldJoinTheRunsOnBothSides() {
    OffsetRuns runs = new OffsetRuns();
    runs.add(1, 4);
    runs.add(5, 9);

    runs.add(4);

    assertThat(runs.asMap()).containsExactly(Map.entry(1L, 9L));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(true, false), Arbitraries.longs().between(0, 20))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}
