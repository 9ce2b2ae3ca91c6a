package io.taskbridge.task;

import static io.taskbridge.task.Samples.noCredits;
import static io.taskbridge.task.Samples.notSent;
import static io.taskbridge.task.Samples.ok;
import static io.taskbridge.task.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiGate.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

    assertThat(gate.tryProbe()).isEmpty();
    assertThat(Duration.between(clock.instant(), gate.nextProbe()))
        .isBetween(FIRST.multipliedBy(8).dividedBy(10), FIRST.multipliedBy(12).dividedBy(10));
  }

  @Test
  void shouldLetOneProbeOutAtATimeHoweverLongItTakes() {
    // given
    gate.heard(notSent());
    letTheNextProbeCome();

    // when
    Optional<Probe> first = gate.tryProbe();
    clock.pass(Duration.ofHours(1));

    // then
    assertThat(first).isPresent();
    assertThat(gate.probing()).isTrue();
    assertThat(gate.tryProbe()).isEmpty();
  }

  @Test
  void shouldLetAnotherProbeOutWhenTheCallOfTheFirstWasNeverMade() {
    // given
    gate.heard(notSent());
    letTheNextProbeCome();
    Probe unused = gate.tryProbe().orElseThrow();

    // when
    gate.notTried(unused);

    // then
    assertThat(gate.tryProbe()).isPresent();
  }

  @Test
  void shouldKeepThePermitWhenAnotherCallIsHeardOf() {
    // given
    gate.heardOfSubmission(noCredits());
    letTheNextProbeCome();
    Probe probe = gate.tryProbe().orElseThrow();

    // when what was in the air before comes back
    gate.heardOfSubmission(noCredits());
    clock.pass(Duration.ofMinutes(1));
    assertThat(gate.tryProbe()).isEmpty();

    // when the probe itself does
    gate.heardOfSubmission(noCredits(), probe);

    // then
    letTheNextProbeCome();
    assertThat(gate.tryProbe()).isPresent();
  }

  @Test
  void shouldProbeForCreditsAsRarelyAsItsShareOfTheWorkSays() {
    ApiGate third =
        new ApiGate(
            clock,
            new SplittableRandom(3),
            new Backoff(FIRST, LONGEST),
            state -> {},
            () -> 1 / 3.0);

    third.heardOfSubmission(noCredits());

    assertThat(Duration.between(clock.instant(), third.nextProbe()))
        .isBetween(Duration.ofSeconds(15), Duration.ofMillis(16_500));
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
      gate.heard(notSent(), gate.tryProbe().orElseThrow());
      before = wait;
    }
  }

  @Test
  void shouldBeginWithShortDelaysAgainAfterItWasOpen() {
    // given a gate that was closed for long
    for (int i = 0; i < 8; i++) {
      gate.heard(notSent(), gate.tryProbe().orElse(null));
      letTheNextProbeCome();
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
      assertThat(letTheNextProbeCome()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_500));
      Probe probe = gate.tryProbe().orElseThrow();
      gate.heardOfSubmission(i % 2 == 0 ? noCredits() : refused(422, "no url"), probe);
    }
  }

  @Test
  void shouldWaitAsLongAsTheApiAsksFor() {
    gate.heardOfSubmission(new ApiOutcome.CreditsExhausted<>("slow down", Duration.ofSeconds(17)));

    assertThat(letTheNextProbeCome()).isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  void shouldNotProbeEarlierBecauseALaterFailureAsksForLess() {
    gate.heardOfSubmission(new ApiOutcome.CreditsExhausted<>("slow down", Duration.ofSeconds(17)));
    gate.heardOfSubmission(noCredits());
    gate.heardOfSubmission(new ApiOutcome.CreditsExhausted<>("slow down", Duration.ofSeconds(2)));

    assertThat(letTheNextProbeCome()).isEqualTo(Duration.ofSeconds(17));
  }

  @Property
  void shouldNeverWaitLongerThanTheLongestDelay(
      @ForAll @IntRange(min = 1, max = 60) int failures, @ForAll long seed) {
    ApiGate closed =
        new ApiGate(clock, new SplittableRandom(seed), new Backoff(FIRST, LONGEST), state -> {});

    for (int i = 0; i < failures; i++) {
      closed.heard(notSent(), closed.tryProbe().orElse(null));
      Duration wait = Duration.between(clock.instant(), closed.nextProbe());
      assertThat(wait).isPositive().isLessThanOrEqualTo(LONGEST.multipliedBy(12).dividedBy(10));
      clock.pass(wait);
    }
  }

  private Duration letTheNextProbeCome() {
    Duration wait = Duration.between(clock.instant(), gate.nextProbe());
    clock.pass(wait);
    return wait;
  }
}
