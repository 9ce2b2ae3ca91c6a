package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A replica is stopped by a signal until others own its partitions, and then goes on. */
@EnabledIfSystemProperty(named = "chaos.freeze-seconds", matches = "\\d+")
class FrozenOwnerIT {

  @Test
  void shouldBeginNothingForWhatItLostWhileItWasFrozen() throws Exception {
    FrozenOwnerRun.Evidence evidence =
        FrozenOwnerRun.run(Integer.getInteger("chaos.freeze-seconds"));

    evidence.print(System.out);
    assertThat(evidence.submittedBefore()).isPositive();
    assertThat(evidence.underWay()).isPositive();
    assertThat(evidence.takenOver()).isTrue();
    assertThat(evidence.windowMs()).isPositive();
    assertThat(evidence.postsWithoutPartitions()).isEmpty();
    assertThat(evidence.committedWithoutPartitions()).isEmpty();
    assertThat(evidence.findings()).isEmpty();
  }
}
