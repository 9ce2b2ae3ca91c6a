package io.taskbridge.task;

import static io.taskbridge.task.Samples.noCredits;
import static io.taskbridge.task.Samples.notSent;
import static io.taskbridge.task.Samples.ok;
import static io.taskbridge.task.Samples.refused;
import static io.taskbridge.task.Samples.throttled;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** When a closed gate is tried again. */
class ApiGateProbeTest {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final MutableClock clock = new MutableClock();
  private final ApiGate gate =
      new ApiGate(clock, new SplittableRandom(3), new Backoff(FIRST, LONGEST), state -> {});

  @Test
  void shouldNotProbeBeforeItsTime() {
    gate.heard(notSent());

    assertThat(gate.tryProbe()).isFalse();
    assertThat(Duration.between(clock.instant(), gate.nextProbe()))
        .isBetween(FIRST.multipliedBy(8).dividedBy(10), FIRST.multipliedBy(12).dividedBy(10));
  }

  @Test
  void shouldLetOneProbeOutAtATime() {
    // given
    gate.heard(notSent());
    letTheNextProbeCome();

    // when
    boolean first = gate.tryProbe();
    clock.pass(Duration.ofMinutes(1));
    boolean second = gate.tryProbe();

    // then
    assertThat(first).isTrue();
    assertThat(second).isFalse();
  }

  @Test
  void shouldProbeAgainWhenNothingWasEverHeardOfAProbe() {
    // given
    gate.heard(notSent());
    letTheNextProbeCome();
    gate.tryProbe();

    // when
    letTheNextProbeCome();

    // then
    assertThat(gate.tryProbe()).isTrue();
  }

  @Test
  void shouldCountFailuresThatWereInTheAirTogetherAsOne() {
    // given
    gate.heardOfSubmission(notSent());
    Instant probe = gate.nextProbe();

    // when
    for (int i = 0; i < 30; i++) {
      gate.heardOfSubmission(notSent());
    }

    // then
    assertThat(gate.nextProbe()).isEqualTo(probe);
  }

  @Test
  void shouldWaitLongerAfterEveryProbeThatFails() {
    gate.heard(notSent());

    Duration before = Duration.ZERO;
    for (int i = 0; i < 6; i++) {
      Duration wait = letTheNextProbeCome();
      assertThat(wait).isGreaterThan(before);
      assertThat(gate.tryProbe()).isTrue();
      gate.heard(notSent());
      before = wait;
    }
  }

  @Test
  void shouldBeginWithShortDelaysAgainAfterItWasOpen() {
    // given a gate that was closed for long
    for (int i = 0; i < 8; i++) {
      gate.heard(notSent());
      letTheNextProbeCome();
      gate.tryProbe();
    }
    gate.heard(ok(true));

    // when
    gate.heard(notSent());

    // then
    assertThat(Duration.between(clock.instant(), gate.nextProbe()))
        .isLessThan(FIRST.multipliedBy(2));
  }

  @Test
  void shouldKeepProbesForCreditsFiveSecondsApart() {
    gate.heardOfSubmission(noCredits());

    for (int i = 0; i < 4; i++) {
      assertThat(letTheNextProbeCome()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
      assertThat(gate.tryProbe()).isTrue();
      if (i % 2 == 0) {
        gate.heardOfSubmission(noCredits());
      } else {
        gate.heardOfSubmission(refused(422, "no url"));
      }
    }
  }

  @Test
  void shouldWaitAsLongAsTheApiAsksFor() {
    gate.heardOfSubmission(new ApiOutcome.Throttled<>("slow down", Duration.ofSeconds(17)));

    assertThat(letTheNextProbeCome()).isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  void shouldNotProbeEarlierBecauseALaterFailureAsksForLess() {
    gate.heardOfSubmission(new ApiOutcome.Throttled<>("slow down", Duration.ofSeconds(17)));
    gate.heardOfSubmission(throttled());
    gate.heardOfSubmission(new ApiOutcome.Throttled<>("slow down", Duration.ofSeconds(2)));

    assertThat(letTheNextProbeCome()).isEqualTo(Duration.ofSeconds(17));
  }

  @Property
  void shouldNeverWaitLongerThanTheLongestDelay(
      @ForAll @IntRange(min = 1, max = 60) int failures, @ForAll long seed) {
    ApiGate closed =
        new ApiGate(clock, new SplittableRandom(seed), new Backoff(FIRST, LONGEST), state -> {});

    for (int i = 0; i < failures; i++) {
      closed.heard(notSent());
      Duration wait = Duration.between(clock.instant(), closed.nextProbe());
      assertThat(wait).isPositive().isLessThanOrEqualTo(LONGEST.multipliedBy(12).dividedBy(10));
      clock.pass(wait);
      assertThat(closed.tryProbe()).isTrue();
    }
  }

  private Duration letTheNextProbeCome() {
    Duration wait = Duration.between(clock.instant(), gate.nextProbe());
    clock.pass(wait);
    return wait;
  }
}
