package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiGate;
import io.taskbridge.task.Samples;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When the submitter asks to be woken: a time that is past would wake it again and again. */
class SubmitterWakeUpTest {
  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldNotAskForAPastTimeWhileTheApiHasAsMuchAsItTakes() {
    // given more at the API than it said that it takes, and a gate that is closed
    bridge.read("r1").commit().accept("r1").commit();
    bridge.read("r2", "r3", "r4").commit();
    bridge.answer("r2", Samples.throttled()).commit();
    bridge.answer("r3", Samples.unclear()).commit();
    bridge.answer("r4", Samples.noCredits()).commit();
    assertThat(bridge.gate.state().door()).isEqualTo(ApiGate.Door.CREDITS_EXHAUSTED);
    assertThat(bridge.submitter.limit()).hasValue(1);
    assertThat(bridge.ledger.occupiedSlots()).isEqualTo(2);

    // when the time for the next try has come
    Instant probe = bridge.gate.nextProbe();
    bridge.clock.pass(Duration.between(bridge.clock.instant(), probe).plusSeconds(10));
    bridge.submitter.tick();

    // then
    assertThat(bridge.inAir()).isEmpty();
    assertThat(bridge.submitter.next())
        .hasValueSatisfying(next -> assertThat(next).isAfter(bridge.clock.instant()));
  }
}
