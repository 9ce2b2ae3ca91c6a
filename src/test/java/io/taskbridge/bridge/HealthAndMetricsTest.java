package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(SandboxResource.class)
class HealthAndMetricsTest extends BridgeTestBase {

  @Test
  void shouldSayWhatItOwnsAndFollows() {
    Request request = Request.tools("followed", "weather");
    requests.send(request);
    Outputs.until(
        "a task to follow", () -> Health.ready().data().path("tasks_followed").asInt() > 0);

    Health health = Health.ready();

    assertThat(health.isUp()).isTrue();
    JsonNode data = health.data();
    assertThat(data.path("partitions_owned").asInt()).isEqualTo(SandboxResource.PARTITIONS);
    assertThat(data.path("partitions_restoring").asInt(-1)).isZero();
    assertThat(data.path("tasks_at_api").asInt()).isPositive();
    assertThat(data.path("submissions_in_air").asInt(-1)).isNotNegative();
    assertThat(data.path("topics").asText()).isEqualTo("as they must be");
    assertThat(data.path("api").asText()).isEqualTo("open");
    requests.reply(outputs.toolCall(request), "sunny");
    outputs.result(request);
    Outputs.until(
        "nothing at the API", () -> Health.ready().data().path("tasks_at_api").asInt() == 0);
  }

  @Test
  void shouldBeLive() {
    assertThat(Health.live().isUp()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bridge_requests_total",
        "bridge_requests_duplicate_total",
        "bridge_submissions_total{outcome=\"accepted\"}",
        "bridge_submissions_total{outcome=\"refused\"}",
        "bridge_submissions_total{outcome=\"ambiguous\"}",
        "bridge_submissions_total{outcome=\"not_sent\"}",
        "bridge_submissions_total{outcome=\"not_authenticated\"}",
        "bridge_submissions_total{outcome=\"throttled\"}",
        "bridge_submissions_total{outcome=\"credits_exhausted\"}",
        "bridge_polls_failed_total",
        "bridge_tool_calls_answered_total{by=\"reply\"}",
        "bridge_tool_calls_answered_total{by=\"timeout\"}",
        "bridge_tool_replies_delayed_total",
        "bridge_defects_total",
        "bridge_api_closed{reason=\"unreachable\"}",
        "bridge_api_closed{reason=\"failing\"}",
        "bridge_api_closed{reason=\"not_authenticated\"}",
        "bridge_api_closed{reason=\"credits_exhausted\"}",
        "bridge_api_closed{reason=\"throttled\"}"
      })
  void shouldHaveEverySeriesFromTheStartAndSayWhatItIs(String series) {
    assertThat(Metrics.value(series)).isNotNegative();
    String family = series.replaceAll("\\{.*|_total.*", "");
    assertThat(Metrics.lines()).anyMatch(line -> line.matches("# HELP " + family + " \\S.*"));
  }

  @Test
  void shouldCountWhatItDoes() {
    double requestsBefore = Metrics.value("bridge_requests_total");
    double acceptedBefore = Metrics.value("bridge_submissions_total{outcome=\"accepted\"}");
    List<Request> sent = List.of(Request.task("count"), Request.task("count"));

    sent.forEach(requests::send);
    sent.forEach(outputs::result);

    assertThat(Metrics.value("bridge_requests_total")).isEqualTo(requestsBefore + 2);
    assertThat(Metrics.value("bridge_submissions_total{outcome=\"accepted\"}"))
        .isEqualTo(acceptedBefore + 2);
  }

  @Test
  void shouldHaveMetNoDefect() {
    assertThat(Metrics.value("bridge_defects_total")).isZero();
  }
}
