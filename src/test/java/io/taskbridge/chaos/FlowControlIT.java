package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What holds under pressure, with three replicas of the packaged bridge: short in every build, at
 * full length with {@code -Pflow}.
 */
class FlowControlIT {
  private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("flow.seconds", 12));
  private static final Duration SLOWNESS =
      Duration.ofMillis(Integer.getInteger("flow.slow-ms", 4_000));

  @Test
  void shouldUseAllSlotsAndNeverMoreWhileReplicasAreKilled() throws Exception {
    CapacityRun.Evidence evidence = CapacityRun.run();

    System.out.println(evidence);
    assertThat(evidence.mostOpen()).isEqualTo(CapacityRun.SLOTS);
    assertThat(evidence.openWithAllReplicas()).isEqualTo(CapacityRun.SLOTS);
    assertThat(evidence.openAfterReplacement()).isEqualTo(CapacityRun.SLOTS);
    assertThat(evidence.findings()).isEmpty();
  }

  @Test
  void shouldLoseNothingAndAskSeldomWhileThereAreNoCredits() throws Exception {
    CreditsRun.Evidence evidence = CreditsRun.run(OUTAGE);

    System.out.println(evidence);
    assertThat(evidence.probes()).isLessThanOrEqualTo(evidence.probesAllowed());
    assertThat(evidence.recovery()).isLessThan(Duration.ofSeconds(10));
    assertThat(evidence.findings()).isEmpty();
  }

  @Test
  void shouldKeepItsPartitionsAndAnswerToolCallsWhileTheApiIsSlow() throws Exception {
    SlowApiRun.Evidence evidence = SlowApiRun.run(SLOWNESS);

    System.out.println(evidence);
    assertThat(evidence.rebalances()).isZero();
    assertThat(evidence.answeredMeanwhile()).isPositive();
    assertThat(evidence.slowestReply()).isLessThan(SlowApiRun.REPLY_WITHIN);
    assertThat(evidence.mostRssMib()).isLessThan(SlowApiRun.MOST_RSS_MIB);
    assertThat(evidence.findings()).isEmpty();
  }
}
