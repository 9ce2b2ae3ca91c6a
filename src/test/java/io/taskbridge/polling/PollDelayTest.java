package io.taskbridge.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.Backoff;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class PollDelayTest {
  private static final PollSettings SETTINGS =
      new PollSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          8,
          8,
          new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)));

  @Property
  void shouldStayBetweenTheShortestAndTheLongestInterval(
      @ForAll @LongRange(min = -1_000, max = 100_000_000_000L) long quietMillis,
      @ForAll long seed) {
    Duration delay = next(Duration.ofMillis(quietMillis), seed);

    assertThat(delay).isBetween(Duration.ofMillis(800), Duration.ofSeconds(12));
  }

  @Property
  void shouldAskLessOftenTheLongerATaskWasQuiet(
      @ForAll @LongRange(min = 0, max = 100_000_000_000L) long quietMillis, @ForAll long seed) {
    Duration sooner = next(Duration.ofMillis(quietMillis), seed);
    Duration later = next(Duration.ofMillis(quietMillis * 2), seed);

    assertThat(later).isGreaterThanOrEqualTo(sooner);
  }

  private static Duration next(Duration quiet, long seed) {
    return PollDelay.next(SETTINGS, quiet, new SplittableRandom(seed));
  }
}
