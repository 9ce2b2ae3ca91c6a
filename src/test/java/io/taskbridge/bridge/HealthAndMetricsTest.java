package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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

  @Test
  void shouldHaveEveryDocumentedMetricFromTheStartAndNoOther() throws IOException {
    String documented = Files.readString(Path.of("src/docs/operations.md"));
    String table =
        documented.substring(
            documented.indexOf("<!-- metrics:begin"), documented.indexOf("<!-- metrics:end"));
    Set<String> named =
        Pattern.compile("(?m)^\\| `[^`]+` \\| `([^`]+)`")
            .matcher(table)
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(Metrics.families("bridge_")).isNotEmpty().isEqualTo(named);
  }

  @Test
  void shouldTellTheLagOfItsConsumer() {
    requests.send(Request.task("lag"));

    Outputs.until(
        "the lag of each partition",
        () ->
            Metrics.lines().stream()
                .anyMatch(
                    line ->
                        line.startsWith("kafka_consumer_fetch_manager_records_lag{")
                            && line.contains("topic=\"task-requests\"")));
  }

  @Test
  void shouldTellWhatItsProducerAndAdminClientCount() {
    Request request = Request.task("clients");
    requests.send(request);
    outputs.result(request);

    Outputs.until(
        "the metrics of both clients",
        () ->
            Metrics.families("kafka_producer_").stream()
                    .anyMatch(name -> name.startsWith("kafka_producer_record_send_total"))
                && Metrics.families("kafka_admin_client_").stream()
                    .anyMatch(name -> name.startsWith("kafka_admin_client_request_total")));
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
