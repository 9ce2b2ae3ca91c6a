package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RejoinTest {
  private final List<String> asked = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private long nanos;
  private final Rejoin rejoin =
      new Rejoin(
          asked::add,
          delay -> {
            delays.add(delay);
            return later::add;
          },
          () -> nanos,
          new SplittableRandom(1));

  @Test
  void shouldAskLaterAndLaterButNotForEver() {
    for (int i = 0; i < 10; i++) {
      rejoin.ask("trouble");
      pass(delays.get(i));
    }

    assertThat(asked).hasSize(10);
    assertThat(delays.get(0)).isBetween(Duration.ofMillis(400), Duration.ofMillis(600));
    assertThat(delays.get(3)).isBetween(Duration.ofMillis(3_200), Duration.ofMillis(4_800));
    assertThat(delays.get(9)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
  }

  @Test
  void shouldAskOnceForAllThatComesUpMeanwhile() {
    rejoin.ask("one");
    rejoin.ask("another");
    pass(delays.get(0));

    assertThat(asked).containsExactly("one");
  }

  @Test
  void shouldNotAskAfterTheGroupHasAssignedByItself() {
    rejoin.ask("one");
    rejoin.assigned();
    pass(delays.get(0));
    assertThat(asked).isEmpty();

    rejoin.ask("another");
    pass(delays.get(1));
    assertThat(asked).containsExactly("another");
    assertThat(delays.get(1)).isGreaterThan(delays.get(0));
  }

  @Test
  void shouldBeginAnewAfterAQuietTime() {
    for (int i = 0; i < 5; i++) {
      rejoin.ask("trouble");
      pass(delays.get(i));
    }
    nanos += Duration.ofMinutes(3).toNanos();

    rejoin.ask("trouble");

    assertThat(delays.get(5)).isLessThan(Duration.ofSeconds(1));
  }

  private void pass(Duration delay) {
    nanos += delay.toNanos();
    later.remove().run();
  }
}
