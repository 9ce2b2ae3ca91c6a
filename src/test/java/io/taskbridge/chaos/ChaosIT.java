package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Replicas are killed, stopped and started while requests come in, and no promise is broken. */
class ChaosIT {

  @Test
  void shouldKeepEveryPromiseWhateverBreaks() throws Exception {
    Report report = new ChaosRun(ChaosOptions.fromSystemProperties()).run();

    report.print(System.out);
    assertThat(report.findings()).isEmpty();
  }
}
