package io.taskbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.docs.Sources.Call;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics, readiness data and log messages are told as they are in the code. */
class OperationsDocsTest {
  /** What Prometheus adds to the name, by how a metric is registered. */
  private static final Map<String, String> SUFFIXES =
      Map.of(
          "meters.counter",
          "_total",
          "meters.counters",
          "_total",
          "meters.timer",
          "_seconds",
          "meters.timers",
          "_seconds",
          "meters.gauge",
          "",
          "meters.summary",
          "");

  private static final Map<String, String> LEVELS =
      Map.of(
          "LOG.info",
          "INFO",
          "LOG.infof",
          "INFO",
          "LOG.warn",
          "WARN",
          "LOG.warnf",
          "WARN",
          "LOG.error",
          "ERROR",
          "LOG.fatal",
          "FATAL",
          "LOG.errorf",
          "ERROR");

  private final Document operations = Document.read("src/docs/operations.md");
  private final List<Call> calls = Sources.calls();

  @Test
  void shouldNameEveryMetricAsItIsRegistered() {
    Map<String, String> registered = new TreeMap<>();
    calls.stream()
        .filter(call -> SUFFIXES.containsKey(call.method()))
        .forEach(
            call ->
                registered.put(
                    call.text(), call.text().replace('.', '_') + SUFFIXES.get(call.method())));

    Map<String, String> named = new TreeMap<>();
    operations
        .rows("metrics")
        .forEach(
            row ->
                named.put(
                    Document.code(row.get(0)).get(0),
                    Document.code(row.get(1)).get(0).replaceFirst("\\{.*", "")));

    assertThat(named).isNotEmpty().isEqualTo(registered);
  }

  @Test
  void shouldNameEveryPieceOfReadinessData() {
    Set<String> told =
        calls.stream()
            .filter(call -> call.method().endsWith("withData"))
            .map(Call::text)
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> named =
        operations.rows("readiness").stream()
            .flatMap(row -> Document.code(row.get(0)).stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).isNotEmpty().isEqualTo(told);
  }

  @Test
  void shouldQuoteLogMessagesThatTheBridgeWrites() {
    Set<String> written =
        calls.stream()
            .filter(call -> LEVELS.containsKey(call.method()))
            .map(call -> LEVELS.get(call.method()) + " " + withGaps(call.text()))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> quoted =
        operations.rows("log").stream()
            .map(row -> row.get(0) + " " + Document.code(row.get(1)).get(0))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(quoted).isNotEmpty().isSubsetOf(written);
  }

  @Test
  void shouldCountEveryDefectThatTheLogTells() {
    String sources = Sources.text();
    Matcher error = Pattern.compile("LOG\\.errorf?\\((?:[^;\"]|\"[^\"]*\")*;").matcher(sources);
    int told = 0;
    while (error.find()) {
      if (error.group().matches("(?s).*(is a defect of the|unforeseen way).*")) {
        told++;
        String around =
            sources.substring(error.start() - 60, Math.min(sources.length(), error.end() + 60));
        assertThat(around).containsPattern("defects\\.increment|defectLogged\\(|onDefect\\.run");
      }
    }
    assertThat(told).isEqualTo(5);
  }

  private static String withGaps(String format) {
    return format.replaceAll("%[sd]", "…");
  }
}
