package io.taskbridge.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that somebody's questions to Prometheus are about. */
public final class PromQl {
  private static final List<Path> ASKING =
      List.of(
          Path.of("deploy", "prometheus", "alerts.yml"),
          Path.of("k8s", "components", "monitoring", "task-bridge.json"));

  /** In this order: texts first, because anything may stand in them. */
  private static final List<String> NO_METRICS =
      List.of(
          "\"[^\"]*\"",
          "\\{[^}]*}",
          "\\[[^]]*]",
          "\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)",
          "[+-]?\\bInf\\b",
          "\\b\\d[\\w.]*");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\s*\\(|[\\w:])");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  /** Made by Prometheus itself. */
  private static final String UP = "up";

  private PromQl() {}

  /** What alerts and dashboard ask the bridge for. */
  public static Set<String> metricsAskedFor() {
    Set<String> metrics = new TreeSet<>();
    for (Path file : ASKING) {
      ObjectMapper mapper =
          file.toString().endsWith("json") ? new ObjectMapper() : new YAMLMapper();
      try {
        JsonNode document = mapper.readTree(file.toFile());
        document.findValues("expr").forEach(expr -> metrics.addAll(metrics(expr.asText())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    metrics.remove(UP);
    return metrics;
  }

  static Set<String> metrics(String expression) {
    String rest = expression;
    for (String other : NO_METRICS) {
      rest = rest.replaceAll(other, " ");
    }
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(rest);
    while (matcher.find()) {
      if (!WORDS.contains(matcher.group())) {
        names.add(matcher.group());
      }
    }
    return names;
  }
}
