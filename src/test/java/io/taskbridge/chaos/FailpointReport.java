package io.taskbridge.chaos;

import io.taskbridge.failpoint.Point;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of the kills at named points. */
record FailpointReport(List<Kill> kills, List<Finding> findings) {
  static final FailpointReport EMPTY = new FailpointReport(List.of(), List.of());

  FailpointReport {
    kills = List.copyOf(kills);
    findings = List.copyOf(findings);
  }

  /**
   * One kill.
   *
   * @param killedMs Unix milliseconds
   * @param recovered from the kill to the first time that the result was seen
   */
  record Kill(Point point, String requestId, long killedMs, Duration recovered, String result) {}

  FailpointReport and(FailpointReport other) {
    List<Kill> bothKills = new ArrayList<>(kills);
    bothKills.addAll(other.kills);
    List<Finding> bothFindings = new ArrayList<>(findings);
    bothFindings.addAll(other.findings);
    return new FailpointReport(bothKills, bothFindings);
  }

  void print(PrintStream out) {
    Map<Point, List<Kill>> byPoint =
        kills.stream()
            .collect(
                Collectors.groupingBy(
                    Kill::point, () -> new EnumMap<>(Point.class), Collectors.toList()));
    out.printf("%n=== failpoints: %d kills%n", kills.size());
    out.printf(
        "%-24s %5s  %-20s %9s %9s  %s%n",
        "point", "kills", "results", "median s", "longest s", "what becomes of the request");
    byPoint.forEach(
        (point, some) -> {
          List<Long> millis = some.stream().map(k -> k.recovered().toMillis()).sorted().toList();
          Map<String, Long> results =
              some.stream()
                  .collect(
                      Collectors.groupingBy(Kill::result, TreeMap::new, Collectors.counting()));
          out.printf(
              Locale.ROOT,
              "%-24s %5d  %-20s %9.1f %9.1f  %s%n",
              point,
              some.size(),
              results,
              millis.get((millis.size() - 1) / 2) / 1000.0,
              millis.get(millis.size() - 1) / 1000.0,
              point.outcome());
        });
    out.printf("--- findings: %d%n", findings.size());
    findings.forEach(finding -> out.println("  " + finding));
    out.flush();
  }
}
