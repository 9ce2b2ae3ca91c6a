package io.taskbridge.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SweepTicksTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Instant SOME = Instant.parse("2026-05-04T12:00:00Z");

  @Property
  void shouldTickWithinOneIntervalAndItsJitter(
      @ForAll long seed, @ForAll @LongRange(min = 0, max = 100_000) long later) {
    SweepTicks ticks = new SweepTicks(INTERVAL, seed);
    Instant now = SOME.plusMillis(later);

    Duration wait = Duration.between(now, ticks.from(now));

    assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis(5_500));
  }

  @Property
  void shouldTickAgainOneIntervalLater(
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 100_000) long later,
      @ForAll @LongRange(min = 0, max = 2_000) long took,
      @ForAll @IntRange(min = 1, max = 10) int intervals) {
    SweepTicks ticks = new SweepTicks(INTERVAL, seed);
    Instant asked = ticks.from(SOME.plusMillis(later));

    Instant next = ticks.after(asked, INTERVAL.multipliedBy(intervals), asked.plusMillis(took));

    assertThat(Duration.between(asked.plus(INTERVAL.multipliedBy(intervals)), next).abs())
        .isLessThanOrEqualTo(Duration.ofMillis(500));
  }

  @Property
  void shouldBringTogetherWhatWasAskedInOneSweep(
      @ForAll long seed, @ForAll @LongRange(min = 0, max = 4_000) long took) {
    SweepTicks ticks = new SweepTicks(INTERVAL, seed);
    Instant asked = ticks.from(SOME);

    assertThat(ticks.after(asked, INTERVAL, asked.plusMillis(took)))
        .isEqualTo(ticks.after(asked, INTERVAL, asked));
  }

  @Property
  void shouldGoOnWithTheNextTickAfterASweepThatTookTooLong(
      @ForAll long seed, @ForAll @LongRange(min = 6_000, max = 600_000) long took) {
    SweepTicks ticks = new SweepTicks(INTERVAL, seed);
    Instant asked = ticks.from(SOME);
    Instant now = asked.plusMillis(took);

    assertThat(Duration.between(now, ticks.after(asked, INTERVAL, now)))
        .isBetween(Duration.ofMillis(1), Duration.ofMillis(5_501));
  }

  @Example
  void shouldNotTickInStepWithAnotherReplica() {
    assertThat(new SweepTicks(INTERVAL, 1).from(SOME))
        .isNotEqualTo(new SweepTicks(INTERVAL, 2).from(SOME));
  }

  @Example
  void shouldTickAtTheShortestInterval() {
    SweepTicks ticks = new SweepTicks(Duration.ofMillis(1), 3);

    assertThat(ticks.from(SOME)).isEqualTo(SOME);
    assertThat(ticks.after(SOME, Duration.ofMillis(1), SOME)).isEqualTo(SOME.plusMillis(1));
  }
}
