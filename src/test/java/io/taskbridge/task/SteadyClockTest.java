package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private Instant wall = START;
  private long nanos = -5;
  private final SteadyClock clock = new SteadyClock(() -> wall.toEpochMilli(), () -> nanos);

  @Test
  void shouldTellTheTimeOfDay() {
    for (int i = 0; i < 1_000; i++) {
      pass(Duration.ofNanos(333_333));
      assertThat(clock.millis()).isEqualTo(wall.toEpochMilli());
    }
  }

  @Test
  void shouldFollowAStepForward() {
    step(Duration.ofHours(1));

    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(1)));
  }

  @Test
  void shouldGoOnAtHalfSpeedAfterAStepBackUntilTheOtherHasCaughtUp() {
    step(Duration.ofHours(-1));
    assertThat(clock.instant()).isEqualTo(START);

    pass(Duration.ofSeconds(2));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(1));

    pass(Duration.ofHours(2));
    assertThat(clock.instant()).isEqualTo(wall).isAfter(START.plus(Duration.ofHours(1)));
  }

  private void step(Duration by) {
    wall = wall.plus(by);
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }
}
