package io.taskbridge.bridge;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.util.Map;

/** One broker and one task API for all tests that share a bridge. */
public final class SandboxResource implements QuarkusTestResourceLifecycleManager {
  static final int PARTITIONS = 3;
  static final String GROUP = "task-bridge";
  static final int POLL_INTERVAL_MS = 100;

  private static Sandbox sandbox;

  static Sandbox sandbox() {
    return sandbox;
  }

  @Override
  public Map<String, String> start() {
    sandbox = Sandbox.start();
    return Map.of(
        "kafka.bootstrap.servers",
        sandbox.broker().bootstrapServers(),
        "bridge.api.url",
        sandbox.api().baseUrl(),
        "bridge.api.key",
        SimulatedTaskApi.DEFAULT_KEY,
        "bridge.topics.partitions",
        Integer.toString(PARTITIONS),
        "bridge.poll.interval",
        "PT" + POLL_INTERVAL_MS / 1_000.0 + "S",
        "bridge.poll.longest-interval",
        "PT1S",
        "quarkus.http.test-port",
        "0",
        "quarkus.management.test-port",
        "0");
  }

  @Override
  public void stop() {
    if (sandbox != null) {
      sandbox.close();
      sandbox = null;
    }
  }
}
