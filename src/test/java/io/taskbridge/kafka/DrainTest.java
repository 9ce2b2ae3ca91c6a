package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration MOST = Duration.ofSeconds(10);

  private final List<Long> waits = new ArrayList<>();
  private long nanos;

  @Test
  void shouldWaitForAWriteNoLongerThanTheWholeMayTake() throws InterruptedException {
    Drain drain = new Drain(MOST, this::neverIdle, () -> nanos);

    long end = drain.land(CompletableFuture.completedFuture(null));
    drain.lastWrite(end);

    assertThat(waits).containsExactly(10_000L, 1_000L);
  }

  @Test
  void shouldGiveTheLastWriteWhatIsLeft() throws InterruptedException {
    Drain drain =
        new Drain(
            MOST,
            millis -> {
              waits.add(millis);
              nanos += Duration.ofSeconds(3).toNanos();
              return true;
            },
            () -> nanos);

    long end = drain.land(CompletableFuture.completedFuture(null));
    drain.lastWrite(end);

    assertThat(waits).containsExactly(10_000L, 7_000L);
  }

  private boolean neverIdle(long millis) {
    waits.add(millis);
    nanos += Duration.ofMillis(millis).toNanos();
    return false;
  }
}
