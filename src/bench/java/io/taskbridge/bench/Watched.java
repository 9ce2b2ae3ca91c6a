package io.taskbridge.bench;

import java.util.Map;

/** What a bridge uses and asks from one moment to another. */
final class Watched {
  private final Stage stage;
  private final Bridge bridge;
  private final Map<String, Integer> calls;
  private final Usage broker;
  private final Usage api;
  private final Usage used;
  private final long began;

  /** The time begins now. */
  Watched(Stage stage, Bridge bridge) {
    this.stage = stage;
    this.bridge = bridge;
    this.calls = stage.api().calls();
    this.broker = stage.brokerUsage();
    this.api = stage.apiUsage();
    this.used = bridge.process().usage();
    this.began = System.nanoTime();
  }

  /** The time ends now; returns its length in seconds. */
  double putInto(Figures figures) {
    Usage now = bridge.process().usage();
    double seconds = (System.nanoTime() - began) / 1e9;
    figures
        .put("cpu_s", now.cpuSeconds() - used.cpuSeconds())
        .put("cpu_cores", (now.cpuSeconds() - used.cpuSeconds()) / seconds)
        .put("broker_cpu_s", stage.brokerUsage().cpuSeconds() - broker.cpuSeconds())
        .put("api_cpu_s", stage.apiUsage().cpuSeconds() - api.cpuSeconds())
        .put("rss_before_mib", used.rssMib())
        .put("rss_mib", now.rssMib())
        .put("rss_peak_mib", now.peakMib())
        .calls(ApiRemote.between(calls, stage.api().calls()));
    return seconds;
  }
}
