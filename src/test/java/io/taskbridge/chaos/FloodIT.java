package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Memory stays bounded whatever waits in the topic; with {@code -Pflow} only. */
@EnabledIfSystemProperty(named = "flow.flood-requests", matches = "\\d+")
class FloodIT {
  /** The heap, and what a JVM with its clients needs beside it. */
  private static final double MOST_RSS_MIB = FloodRun.HEAP_MIB + 200;

  @Test
  void shouldHoldNoMoreThanItsBoundsWhenLargeRequestsPileUp() throws Exception {
    FloodRun.Evidence evidence = FloodRun.run(Integer.getInteger("flow.flood-requests"));

    System.out.println(evidence);
    assertThat(evidence.floodMib()).isGreaterThan(FloodRun.HEAP_MIB);
    assertThat(evidence.mostWaiting()).isPositive().isLessThan(evidence.requests() / 2);
    assertThat(evidence.mostRssMib()).isLessThan(MOST_RSS_MIB);
    assertThat(evidence.findings()).isEmpty();
  }
}
