package io.taskbridge.deploy;

import static io.taskbridge.deploy.Manifests.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prometheus by itself and the operator get the same alerts, and each has a page that helps. */
class AlertsTest {
  private static final Path ALERTS = Path.of("deploy", "prometheus", "alerts.yml");
  private static final Path RULE =
      Path.of("k8s", "components", "monitoring", "prometheusrule.yaml");
  private static final String HEAD =
      """
      # The groups of deploy/prometheus/alerts.yml: mvn test -Dtest=AlertsTest -Ddocs.update
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata:
        name: task-bridge
        labels:
          app.kubernetes.io/name: task-bridge
          app.kubernetes.io/component: monitoring
      spec:
      """;

  @Test
  void shouldBeTheSameForTheOperator() throws IOException {
    String rule =
        HEAD
            + Files.readAllLines(ALERTS).stream()
                .dropWhile(line -> line.startsWith("#"))
                .map(line -> line.isBlank() ? "" : "  " + line)
                .collect(Collectors.joining("\n", "", "\n"));
    if (System.getProperty("docs.update") != null) {
      Files.writeString(RULE, rule);
    }

    assertThat(RULE)
        .as("made of %s: mvn test -Dtest=AlertsTest -Ddocs.update", ALERTS)
        .hasContent(rule);
  }

  @Test
  void shouldEachNameARunbookThatIsThereAndSaysWhatToDo() throws IOException {
    List<JsonNode> rules = rules();
    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      String alert = rule.path("alert").asText();
      Path runbook = Path.of(rule.at("/annotations/runbook").asText());
      assertThat(runbook).as(alert).isRegularFile();
      assertThat(Files.readString(runbook))
          .as(alert)
          .contains("**What it means.**", "**How bad.**", "**Look", "**Do");
      assertThat(Files.readString(runbook.resolveSibling("README.md")))
          .contains("`" + alert + "`", "(" + runbook.getFileName() + ")");
      assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
      assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
      assertThat(rule.at("/annotations/description").asText()).isNotEmpty();
    }
  }

  @Test
  void shouldEachBeTested() throws IOException {
    String tests = Files.readString(ALERTS.resolveSibling("alerts.test.yml"));
    for (JsonNode rule : rules()) {
      assertThat(tests).contains(rule.path("alert").asText());
    }
  }

  private static List<JsonNode> rules() throws IOException {
    return items(new YAMLMapper().readTree(ALERTS.toFile()).path("groups")).stream()
        .flatMap(group -> items(group.path("rules")).stream())
        .toList();
  }
}
