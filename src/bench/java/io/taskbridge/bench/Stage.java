package io.taskbridge.bench;

import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.api.SimulatedTaskApiMain;
import io.taskbridge.sandbox.broker.EmbeddedBrokerMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A broker and a simulated API as processes of their own, and a bridge between them. */
final class Stage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BenchOptions options;
  private final String name;
  private final Path data;
  private final ChildJvm broker;
  private final ChildJvm apiProcess;
  private final String bootstrapServers;
  private final ApiRemote api;
  private int bridges;

  /**
   * @param name of the scenario, for the logs
   * @param script how a task goes, as the simulated API takes it
   */
  Stage(BenchOptions options, String name, String script) throws IOException {
    this.options = options;
    this.name = name;
    Files.createDirectories(options.folder());
    this.data = Files.createTempDirectory(options.folder(), "broker-");
    this.broker =
        ChildJvm.ofClass(
            name + "-broker",
            options.folder(),
            List.of("-Xmx1g"),
            EmbeddedBrokerMain.class,
            "0",
            data.toString());
    this.apiProcess =
        ChildJvm.ofClass(
            name + "-api", options.folder(), List.of("-Xmx2g"), SimulatedTaskApiMain.class, "0");
    this.bootstrapServers = broker.await("bootstrap.servers", PATIENCE);
    this.api = new ApiRemote(apiProcess.await("base.url", PATIENCE));
    api.settings("{\"script\": " + script + "}");
  }

  BenchOptions options() {
    return options;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  ApiRemote api() {
    return api;
  }

  Usage apiUsage() {
    return apiProcess.usage();
  }

  Usage brokerUsage() {
    return broker.usage();
  }

  /** What the compilers of broker and API have used. */
  double compilerSeconds() {
    return Stream.of(broker, apiProcess)
        .mapToDouble(process -> process.cpuSplit().of(CpuSplit.Work.COMPILER))
        .sum();
  }

  /** Starts a bridge and returns at once; wait for it with {@link Bridge#awaitReady}. */
  Bridge startBridge(Map<String, String> settings) {
    return startBridge(settings, List.of());
  }

  /**
   * The same with further options of its JVM, before those that were asked for.
   *
   * @param jvmOptions none of them about the heap
   */
  Bridge startBridge(Map<String, String> settings, List<String> jvmOptions) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    environment.put("BRIDGE_API_URL", api.baseUrl());
    environment.put("BRIDGE_API_KEY", SimulatedTaskApi.DEFAULT_KEY);
    environment.put("BRIDGE_INSTANCE_ID", "bench");
    if (options.connections() > 0) {
      environment.put("BRIDGE_SUBMIT_MAX_CONCURRENT", Integer.toString(options.connections()));
    }
    return Bridge.start(name + "-bridge-" + ++bridges, options, jvmOptions, environment);
  }

  @Override
  public void close() {
    apiProcess.close();
    broker.close();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
