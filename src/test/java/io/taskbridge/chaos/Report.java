package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came out of a run.
 *
 * @param beganMs of the plan, Unix milliseconds
 * @param seconds all in all
 * @param api what the simulated API counted
 * @param aboveInfo what the replicas logged
 */
record Report(
    ChaosOptions options,
    long beganMs,
    long seconds,
    List<Happening> happenings,
    List<SentRequest> requests,
    int sentTwice,
    List<Output> outputs,
    List<PaidTask> tasks,
    ObjectNode api,
    Replicas replicas,
    Map<String, Integer> aboveInfo,
    List<Finding> findings) {

  private static final int MOST_FINDINGS = 60;
  private static final int MOST_GAPS = 8;

  void print(PrintStream out) {
    out.printf("%n=== chaos: seed %d, %s%n", options.seed(), options);
    out.println("--- what was done (seconds since the plan began)");
    for (Happening happening : happenings) {
      out.printf(
          Locale.ROOT, "%8.1f  %s%n", (happening.atMs() - beganMs) / 1000.0, happening.what());
    }
    out.println("--- logged above INFO");
    aboveInfo.forEach((line, times) -> out.printf("%6d  %s%n", times, line));
    out.println("--- figures");
    figures().forEach((name, value) -> out.printf("  %-44s %s%n", name, value));
    out.println("--- longest from kill to first news (ms; seconds since the plan began)");
    recovery().gaps().stream()
        .sorted(Comparator.comparingLong(Recovery.Gap::millis).reversed())
        .limit(MOST_GAPS)
        .forEach(
            gap ->
                out.printf(
                    Locale.ROOT,
                    "%8d  %.1f %s%n",
                    gap.millis(),
                    (gap.kill().atMs() - beganMs) / 1000.0,
                    gap.kill().what()));
    out.printf("--- findings: %d%n", findings.size());
    findings.stream().limit(MOST_FINDINGS).forEach(finding -> out.println("  " + finding));
    out.flush();
  }

  private Map<String, Object> figures() {
    Map<String, Object> figures = new java.util.LinkedHashMap<>();
    List<Output> results = of(ChaosTopics.RESULTS);
    figures.put("requests (sent twice)", requests.size() + " (" + sentTwice + ")");
    figures.put("results", results.size());
    figures.put("results by status", counted(results, "status"));
    figures.put("statuses", of(ChaosTopics.STATUS).size());
    figures.put("tool calls published", of(ChaosTopics.TOOL_REQUESTS).size());
    figures.put("dead letters", deadLetters());
    figures.put("tasks at the API", tasks.size());
    figures.put("by answer to the submission", bySubmitAnswer());
    figures.put("calls at the API", api.path("calls"));
    figures.put("adopted, as far as scraped", reconciled("adopted"));
    figures.put("not accepted, as far as scraped", reconciled("not_accepted"));
    figures.put("ambiguous, as far as scraped", reconciled("ambiguous"));
    figures.put(
        "duplicates dropped, as far as scraped", replicas.counted("bridge_requests_duplicate"));
    figures.put("defects counted", replicas.counted("bridge_defects"));
    figures.put(
        "kills",
        happenings.stream()
            .filter(h -> h.what().startsWith("KILL"))
            .filter(h -> !h.what().contains("left out"))
            .count());
    figures.put("processes", replicas.all().size());
    figures.put("ms from start to ready (sorted)", readyTimes());
    Recovery recovery = recovery();
    figures.put("ms from kill to first news, median", recovery.median());
    figures.put("ms from kill to first news, longest", recovery.longest());
    figures.put("ms from kill to first news, all", recovery.millis());
    figures.put("kills without news afterwards", recovery.withoutNews());
    figures.put("seconds", Duration.ofSeconds(seconds).toSeconds());
    return figures;
  }

  private Recovery recovery() {
    return Recovery.of(happenings, requests, outputs);
  }

  private long reconciled(String conclusion) {
    return replicas.counted("bridge_submissions_reconciled_total{conclusion=\"" + conclusion);
  }

  private List<Long> readyTimes() {
    return replicas.all().stream()
        .map(Replica::readyAfterMs)
        .filter(ms -> ms >= 0)
        .sorted()
        .toList();
  }

  private Map<String, Long> deadLetters() {
    return of(ChaosTopics.DEAD_LETTERS).stream()
        .collect(
            Collectors.groupingBy(
                letter -> letter.headers().getOrDefault("dead-letter-code", "?"),
                TreeMap::new,
                Collectors.counting()));
  }

  private Map<String, Long> bySubmitAnswer() {
    return tasks.stream()
        .collect(
            Collectors.groupingBy(PaidTask::submitAnswer, TreeMap::new, Collectors.counting()));
  }

  private static Map<String, Long> counted(List<Output> outputs, String field) {
    return outputs.stream()
        .collect(
            Collectors.groupingBy(
                output -> output.text(field), TreeMap::new, Collectors.counting()));
  }

  private List<Output> of(String topic) {
    return outputs.stream().filter(output -> output.topic().equals(topic)).toList();
  }
}
