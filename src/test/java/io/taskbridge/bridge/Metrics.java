package io.taskbridge.bridge;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;

/** What an operator reads of the running bridge. */
final class Metrics {
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private Metrics() {}

  /**
   * The value of a series.
   *
   * @param series as it is written, labels included
   */
  static double value(String series) {
    return lines().stream()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + series + " in " + lines()));
  }

  static List<String> lines() {
    return Arrays.stream(Http.get(management() + "/q/metrics").body().split("\n")).toList();
  }

  /**
   * Every metric of that prefix with the names of its labels, as {@code name{label,other}}; buckets
   * and maxima are part of theirs.
   */
  static Set<String> families(String prefix) {
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : lines()) {
      if (line.startsWith(prefix)) {
        String name = line.replaceFirst("[{ ].*", "");
        String family = name.replaceFirst("_(count|sum|bucket|max)$", "");
        Set<String> known = labels.computeIfAbsent(family, f -> new TreeSet<>());
        LABEL.matcher(line).results().map(found -> found.group(1)).forEach(known::add);
        known.remove("le");
      }
    }
    return labels.entrySet().stream()
        .map(
            each ->
                each.getValue().isEmpty()
                    ? each.getKey()
                    : each.getKey() + "{" + String.join(",", each.getValue()) + "}")
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Where health and metrics are. */
  static String management() {
    return "http://localhost:"
        + ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
  }
}
