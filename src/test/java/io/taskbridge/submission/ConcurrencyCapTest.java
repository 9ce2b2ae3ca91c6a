package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.MutableClock;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ConcurrencyCapTest {
  private final MutableClock clock = new MutableClock();
  private final ConcurrencyCap cap = new ConcurrencyCap(clock, new SplittableRandom(5));

  @Example
  void shouldAllowEverythingBeforeTheApiSaysTooMuch() {
    assertThat(cap.allows(1_000_000)).isTrue();
    assertThat(cap.limit()).isEmpty();
    assertThat(cap.next()).isEmpty();
  }

  @Example
  void shouldShrinkToWhatRunsAndTryOneMoreAfterAPause() {
    cap.throttled(5, clock.instant(), null);

    assertThat(cap.limit()).hasValue(5);
    assertThat(cap.allows(5)).isFalse();
    clock.pass(Duration.between(clock.instant(), cap.next().orElseThrow()));
    assertThat(cap.allows(5)).isTrue();
    assertThat(cap.allows(6)).isFalse();
  }

  @Example
  void shouldGrowByOneForEachTaskThatIsAcceptedBeyondIt() {
    cap.throttled(5, clock.instant(), null);
    clock.pass(Duration.ofMinutes(1));

    for (int now = 6; now < 10; now++) {
      assertThat(cap.allows(now - 1)).isTrue();
      cap.submitting();
      cap.accepted(now);
      assertThat(cap.limit()).hasValue(now);
    }
  }

  @Example
  void shouldCountWhatWasInTheAirTogetherOnce() {
    clock.pass(Duration.ofSeconds(1));
    cap.throttled(5, clock.instant(), null);
    var until = cap.next();

    cap.throttled(0, clock.instant().minusMillis(1), null);

    assertThat(cap.limit()).hasValue(5);
    assertThat(cap.next()).isEqualTo(until);
  }

  @Example
  void shouldUseARoomThatBecameFreeWithoutWaiting() {
    cap.throttled(5, clock.instant(), null);
    assertThat(cap.allows(4)).isFalse();

    cap.left();

    assertThat(cap.allows(4)).isTrue();
    cap.submitting();
    assertThat(cap.allows(4)).isFalse();
  }

  @Example
  void shouldWaitAsLongAsTheApiAsksForButNotForEver() {
    cap.throttled(5, clock.instant(), Duration.ofHours(1));
    cap.left();

    assertThat(cap.allows(4)).isFalse();
    assertThat(cap.next()).contains(clock.instant().plus(Duration.ofMinutes(1)));
  }

  @Property
  void shouldNeverShrinkToNothing(@ForAll @IntRange(min = 0, max = 9) int times) {
    for (int i = 0; i < times; i++) {
      cap.throttled(0, clock.instant(), null);
      clock.pass(Duration.ofSeconds(10));
    }

    assertThat(cap.allows(0)).isTrue();
  }
}
