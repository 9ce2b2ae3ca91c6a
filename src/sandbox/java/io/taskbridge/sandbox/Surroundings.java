package io.taskbridge.sandbox;

import io.quarkus.runtime.Application;
import io.taskbridge.sandbox.api.ApiOptions;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.io.PrintStream;
import java.nio.file.Path;

/** What the bridge needs around it, and the settings by which it finds it. */
final class Surroundings implements AutoCloseable {

  private static final int KAFKA_PORT = 9092;
  private static final int API_PORT = 8090;

  private final EmbeddedBroker broker;
  private final SimulatedTaskApi api;
  private final Path log;

  private Surroundings(EmbeddedBroker broker, SimulatedTaskApi api, Path log) {
    this.broker = broker;
    this.api = api;
    this.log = log;
  }

  static Surroundings start() {
    EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.defaults().withPort(KAFKA_PORT));
    SimulatedTaskApi api =
        SimulatedTaskApi.start(ApiOptions.defaults().withPort(FreePort.wantedOrFree(API_PORT)));
    Path log =
        Path.of(
                System.getProperty("sandbox.log", System.getProperty("java.io.tmpdir")),
                "bridge.log")
            .toAbsolutePath();
    Surroundings surroundings = new Surroundings(broker, api, log);
    surroundings.configureBridge();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(surroundings::closeAfterBridge, "sandbox-close"));
    return surroundings;
  }

  private void configureBridge() {
    System.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
    System.setProperty("bridge.api.url", api.baseUrl());
    System.setProperty("bridge.api.key", SimulatedTaskApi.DEFAULT_KEY);
    setUnlessGiven("bridge.poll.interval", "PT0.25S");
    // The terminal belongs to the samples.
    System.setProperty("quarkus.log.console.enabled", "false");
    System.setProperty("quarkus.log.file.enabled", "true");
    System.setProperty("quarkus.log.file.path", log.toString());
    setUnlessGiven("quarkus.http.host", "127.0.0.1");
    setUnlessGiven("quarkus.management.host", "127.0.0.1");
    setUnlessGiven("quarkus.http.port", Integer.toString(FreePort.wantedOrFree(8080)));
    setUnlessGiven("quarkus.management.port", Integer.toString(FreePort.wantedOrFree(9000)));
  }

  private static void setUnlessGiven(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  void describe(PrintStream out) {
    out.println();
    out.println(" Kafka broker   " + broker.bootstrapServers());
    out.println(" task API       " + api.baseUrl() + "  (simulated)");
    out.println(" bridge         http://127.0.0.1:" + managementPort() + "/q/health");
    out.println(" bridge's log   " + log);
    out.println();
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  String apiRootUrl() {
    return api.rootUrl();
  }

  String managementPort() {
    return System.getProperty("quarkus.management.port");
  }

  Path log() {
    return log;
  }

  /** After a signal the bridge stops on another thread, and must find its broker until then. */
  private void closeAfterBridge() {
    Application bridge = Application.currentApplication();
    if (bridge != null) {
      bridge.awaitShutdown();
    }
    close();
  }

  @Override
  public synchronized void close() {
    api.close();
    broker.close();
  }
}
