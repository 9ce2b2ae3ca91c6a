package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.deploy.PromQl;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A question to Prometheus about a metric that is not there gets no answer, and no error. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class MetricNamesTest extends BridgeTestBase {

  @Test
  void shouldHaveEveryMetricThatAlertsAndDashboardAskFor() {
    Request request = Request.tools("metrics", "weather");
    requests.send(request);
    requests.reply(outputs.toolCall(request), "sunny");
    outputs.result(request);

    Set<String> missing = new TreeSet<>(PromQl.metricsAskedFor());
    assertThat(missing).isNotEmpty();
    Outputs.until(
        "all of " + missing,
        () -> {
          missing.removeAll(names());
          return missing.isEmpty();
        });
  }

  private static Set<String> names() {
    return Metrics.lines().stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll("[{ ].*", ""))
        .collect(Collectors.toSet());
  }
}
