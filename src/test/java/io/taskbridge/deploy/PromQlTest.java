package io.taskbridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTest {
  @Test
  void shouldFindTheMetricsOfAnExpression() {
    assertThat(
            PromQl.metrics(
                "histogram_quantile(0.95, sum by (le, op) (rate(a_seconds_bucket{job=\"x_y\"}[5m])))"
                    + " > 0.05 * (b_total or vector(0)) unless on (job) c{r=~\"d|e\"} == +Inf"))
        .containsExactly("a_seconds_bucket", "b_total", "c");
  }

  @Test
  void shouldFindWhatAlertsAndDashboardAskFor() {
    assertThat(PromQl.metricsAskedFor())
        .contains("bridge_api_closed", "bridge_poll_age_seconds", "jvm_memory_used_bytes")
        .hasSizeGreaterThan(20);
  }
}
