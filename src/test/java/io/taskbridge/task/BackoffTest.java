package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  @Property
  void shouldStayWithinAFifthOfTheDoubledDelay(
      @ForAll @IntRange(max = 2_000_000) int failures, @ForAll long seed) {
    double exact = Math.min(30_000, 500 * Math.pow(2, Math.min(Math.max(failures, 1) - 1, 40)));

    double millis = BACKOFF.after(failures, new SplittableRandom(seed)).toNanos() / 1e6;

    assertThat(millis).isBetween(exact * 0.8, exact * 1.2);
  }

  @Test
  void shouldDoubleWithEveryFailureUpToTheLongest() {
    // given a generator that falls exactly in the middle
    RandomGenerator middle = steady(0.5);

    // then
    assertThat(BACKOFF.after(1, middle)).isEqualTo(Duration.ofMillis(500));
    assertThat(BACKOFF.after(2, middle)).isEqualTo(Duration.ofSeconds(1));
    assertThat(BACKOFF.after(6, middle)).isEqualTo(Duration.ofSeconds(16));
    assertThat(BACKOFF.after(7, middle)).isEqualTo(Duration.ofSeconds(30));
    assertThat(BACKOFF.after(Integer.MAX_VALUE, middle)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void shouldSpreadDelaysOverBothSides() {
    assertThat(Backoff.jittered(Duration.ofSeconds(10), steady(0)))
        .isEqualTo(Duration.ofSeconds(8));
    assertThat(Backoff.jittered(Duration.ofSeconds(10), steady(1)))
        .isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void shouldRefuseDelaysThatMakeNoSense() {
    Duration second = Duration.ofSeconds(1);

    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, second));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second.negated(), second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(second, second.minusMillis(1)));
  }

  private static RandomGenerator steady(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("only doubles are asked for");
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }
}
