package io.taskbridge.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiGate.Door;
import io.taskbridge.task.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiProbeTest {
  private final PollingFixture bridge = new PollingFixture(1);
  private final ApiProbe probe = new ApiProbe(bridge.api, bridge.gate, bridge.clock, bridge.thread);

  @Test
  void shouldFindOutAtTheStartThatTheKeyIsWrong() {
    probe.look();
    bridge.api.listings().get(0).answer(Samples.notAuthenticated());
    bridge.thread.run();

    assertThat(bridge.gate.state().door()).isEqualTo(Door.NOT_AUTHENTICATED);
    assertThat(bridge.api.listings().get(0).asked().limit()).isEqualTo(1);
  }

  @Test
  void shouldAskNothingWhileTheGateIsOpen() {
    probe.tick();

    assertThat(bridge.api.listings()).isEmpty();
    assertThat(probe.next()).isEmpty();
  }

  @Test
  void shouldLeaveClosedSubmissionsToTheSubmissions() {
    bridge.gate.heardOfSubmission(Samples.noCredits());
    bridge.clock.pass(Duration.ofMinutes(5));

    probe.tick();

    assertThat(bridge.api.listings()).isEmpty();
    assertThat(probe.next()).isEmpty();
  }

  @Test
  void shouldAskOnceForEachBackoffUntilTheApiAnswers() {
    // given
    bridge.gate.heard(Samples.notSent());
    probe.tick();
    assertThat(bridge.api.listings()).isEmpty();

    // when
    askWhenItIsTime();
    probe.tick();
    assertThat(bridge.api.listings()).hasSize(1);
    bridge.api.listings().get(0).answer(Samples.notSent());
    bridge.thread.run();
    askWhenItIsTime();
    bridge.api.listings().get(1).answer(Samples.ok(List.of()));
    bridge.thread.run();

    // then
    assertThat(bridge.gate.open()).isTrue();
    assertThat(probe.next()).isEmpty();
  }

  private void askWhenItIsTime() {
    bridge.clock.pass(Duration.between(bridge.clock.instant(), probe.next().orElseThrow()));
    probe.tick();
  }
}
