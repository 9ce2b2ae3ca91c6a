package io.taskbridge.bridge;

import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** What an operator reads of the running bridge. */
final class Metrics {
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

  /** Where health and metrics are. */
  static String management() {
    return "http://localhost:"
        + ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
  }
}
