package io.taskbridge.deploy;

import static io.taskbridge.deploy.Manifests.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.taskbridge.task.ApiGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prometheus by itself and the operator get the same alerts, and each has a page that helps. */
class AlertsTest {
  private static final Path ALERTS = Path.of("deploy", "prometheus", "alerts.yml");
  private static final Path RULE =
      Path.of("k8s", "components", "monitoring", "prometheusrule.yaml");
  private static final Pattern DOOR = Pattern.compile("(\\w+): \\[");
  private static final Pattern REASON = Pattern.compile("reason=~?\"([^\"]+)\"");
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

  /** An alert on a reason that is never told would never fire; a page would have no word for it. */
  @Test
  void shouldNameReasonsThatTheBridgeTells() throws IOException {
    Set<String> told =
        Arrays.stream(ApiGate.Door.values())
            .map(door -> door.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    String console = Files.readString(Path.of("src/main/resources/console/console.js"));
    String doors = console.substring(console.indexOf("DOORS = {"), console.indexOf("};"));
    Set<String> shown = found(DOOR, doors).collect(Collectors.toCollection(TreeSet::new));
    Set<String> alerted =
        Stream.of("alerts.yml", "alerts.test.yml")
            .flatMap(file -> found(REASON, read(ALERTS.resolveSibling(file))))
            .flatMap(reasons -> Arrays.stream(reasons.split("\\|")))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(shown).isEqualTo(told);
    told.remove("open");
    assertThat(alerted).isEqualTo(told);
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> rules() throws IOException {
    return items(new YAMLMapper().readTree(ALERTS.toFile()).path("groups")).stream()
        .flatMap(group -> items(group.path("rules")).stream())
        .toList();
  }
}
