package io.taskbridge.bridge;

import static java.util.Map.entry;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.util.Map;

/** One broker and one task API for all tests that share a bridge. */
public final class SandboxResource implements QuarkusTestResourceLifecycleManager {
  static final int PARTITIONS = 3;
  static final String GROUP = "task-bridge";
  static final int POLL_INTERVAL_MS = 100;

  private static Sandbox sandbox;
  private static FileServer files;

  static Sandbox sandbox() {
    return sandbox;
  }

  /** The only host from which attachments may be fetched. */
  static FileServer files() {
    return files;
  }

  @Override
  public Map<String, String> start() {
    sandbox = Sandbox.start();
    files = FileServer.start();
    ErrorLog.listen();
    return Map.ofEntries(
        entry("kafka.bootstrap.servers", sandbox.broker().bootstrapServers()),
        entry("bridge.api.url", sandbox.api().baseUrl()),
        entry("bridge.api.key", SimulatedTaskApi.DEFAULT_KEY),
        entry("bridge.topics.partitions", Integer.toString(PARTITIONS)),
        entry("bridge.poll.interval", "PT" + POLL_INTERVAL_MS / 1_000.0 + "S"),
        entry("bridge.poll.longest-interval", "PT1S"),
        entry("bridge.attachments.url-hosts", files.url("")),
        entry("bridge.attachments.url-networks", "127.0.0.1,::1"),
        entry("quarkus.http.test-port", "0"),
        entry("quarkus.management.test-port", "0"));
  }

  @Override
  public void stop() {
    if (files != null) {
      files.close();
      files = null;
    }
    if (sandbox != null) {
      sandbox.close();
      sandbox = null;
    }
  }
}
