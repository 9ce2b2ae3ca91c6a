package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.deploy.PromQl;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Prometheus itself reads a bridge that works, with the configuration and alerts that are shipped.
 */
class PrometheusIT {
  private static final int REQUESTS = 50;

  @Test
  void shouldFindEveryMetricThatAlertsAndDashboardAskForAndNoCauseForAlarm() throws Exception {
    String program = PrometheusProcess.program();
    try (Sandbox sandbox = Sandbox.start();
        BridgeProcess bridge = BridgeProcess.start("prometheus", sandbox.environment())) {
      bridge.awaitReady();
      try (PrometheusProcess prometheus =
          PrometheusProcess.start(program, bridge.managementAddress())) {
        work(sandbox);

        Set<String> missing = new TreeSet<>(PromQl.metricsAskedFor());
        assertThat(missing).hasSizeGreaterThan(20);
        Outputs.until(
            "all of " + missing + " in Prometheus",
            () -> {
              prometheus.names().forEach(missing::remove);
              return missing.isEmpty();
            });
        Outputs.until(
            "results in Prometheus",
            () -> !prometheus.query("sum(bridge_results_total) >= " + REQUESTS).isEmpty());
        Outputs.until(
            "every rule evaluated",
            () ->
                prometheus.rules().stream()
                    .allMatch(rule -> rule.path("health").asText().equals("ok")));
        assertThat(prometheus.rules())
            .hasSizeGreaterThan(5)
            .allSatisfy(rule -> assertThat(rule.path("state").asText()).isEqualTo("inactive"));
        assertThat(prometheus.query("up{job=\"task-bridge\"} == 1")).hasSize(1);
      }
      bridge.stop();
    }
  }

  private static void work(Sandbox sandbox) {
    Request last = null;
    for (int i = 0; i < REQUESTS; i++) {
      last = Request.tools("scraped", "weather");
      sandbox.requests().send(last);
      sandbox.requests().reply(sandbox.outputs().toolCall(last), "sunny");
    }
    sandbox.outputs().result(last);
  }
}
