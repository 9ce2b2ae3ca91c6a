package io.taskbridge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.bench.BenchOptions.UsageException;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
  @Test
  void shouldMeasureEverythingAtFullSizeWithoutBeingTold() throws UsageException {
    BenchOptions options = BenchOptions.parse("");

    assertThat(options.scenarios()).containsExactlyElementsOf(BenchOptions.ALL);
    assertThat(options.tasks()).isEqualTo(20_000);
    assertThat(options.mostStanding()).isEqualTo(50_000);
  }

  @Test
  void shouldTakeASizeBesideTheQuickOnes() throws UsageException {
    BenchOptions options = BenchOptions.parse("--standing=10,20", "standing", "--quick");

    assertThat(options.scenarios()).containsExactly("standing");
    assertThat(options.standing()).containsExactly(10, 20);
    assertThat(options.tasks()).isLessThan(20_000);
  }

  @Test
  void shouldSayWhatItKnowsWhenItIsToldSomethingElse() {
    assertThatThrownBy(() -> BenchOptions.parse("--help"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'--help' is not known")
        .hasMessageContaining("throughput");
    assertThatThrownBy(() -> BenchOptions.parse("--tasks=many"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("whole number");
  }
}
