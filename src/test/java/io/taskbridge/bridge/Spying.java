package io.taskbridge.bridge;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks again and again at all that a bridge says to whoever asks, and keeps what it saw. */
final class Spying implements AutoCloseable {
  private static final long EVERY_MS = 100;

  private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private Spying() {}

  static Spying on(BridgeProcess bridge) {
    Spying spying = new Spying();
    Map<String, String> addresses =
        Map.of(
            "health", "http://" + bridge.managementAddress() + "/q/health",
            "metrics", "http://" + bridge.managementAddress() + "/q/metrics",
            "console", bridge.pageUrl() + "console/state");
    spying.thread.scheduleWithFixedDelay(
        () -> addresses.forEach(spying::look), 0, EVERY_MS, TimeUnit.MILLISECONDS);
    return spying;
  }

  private void look(String where, String url) {
    try {
      String said = Http.tryToGet(url).body();
      Set<String> all = seen.computeIfAbsent(where, first -> ConcurrentHashMap.newKeySet());
      said.lines().forEach(all::add);
    } catch (IOException nobodyAnswers) {
      // Not up yet, or not any more.
    }
  }

  /** Every line that was ever seen, by where. */
  Map<String, String> said() {
    Map<String, String> said = new ConcurrentHashMap<>();
    seen.forEach((where, lines) -> said.put(where, String.join("\n", lines)));
    return said;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
        throw new AssertionError("a question to the bridge does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
