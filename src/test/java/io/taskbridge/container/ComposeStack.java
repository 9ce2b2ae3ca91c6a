package io.taskbridge.container;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taskbridge.sandbox.FreePort;
import io.taskbridge.sandbox.api.RecordedTask;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/** Kafka, the simulated task API and the bridge of the Compose file, started together. */
public final class ComposeStack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int KAFKA_PORT = 9092;
  private static final int API_PORT = 8090;
  private static final int PAGE = 1_000;

  private static final JsonMapper RECORD =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Network network = Network.newNetwork();
  private final String bridgeImage;
  private final Map<String, String> changed;
  private final GenericContainer<?> kafka;
  private final GenericContainer<?> api;
  private final List<BridgeContainer> bridges = new ArrayList<>();
  private String bootstrapServers;

  private ComposeStack(Map<String, String> changed) {
    ComposeService kafka = ComposeService.of("kafka");
    ComposeService api = ComposeService.of("task-api");
    this.bridgeImage = ComposeService.of("bridge").image();
    this.changed = Map.copyOf(changed);
    this.kafka = kafka.container(kafka.image(), network, Map.of());
    this.api = api.container(api.image(), network, Map.of());
    reachFromHere(kafka);
  }

  /**
   * Starts all of it; returns when the bridge is ready.
   *
   * @param changed the bridge's variables that differ from the file's
   */
  public static ComposeStack start(Map<String, String> changed) {
    Engine.require();
    ComposeStack stack = new ComposeStack(changed);
    try {
      BridgeContainer bridge = stack.newBridge();
      Startables.deepStart(stack.kafka, stack.api, bridge.container()).join();
      stack.awaitReady(bridge);
      return stack;
    } catch (RuntimeException | Error e) {
      stack.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public String bridgeImage() {
    return bridgeImage;
  }

  /** The bridge that was started last. */
  public BridgeContainer bridge() {
    return bridges.get(bridges.size() - 1);
  }

  /** Starts one more, of the same name and settings; returns how long it took to be ready. */
  public Duration startAgain() {
    BridgeContainer bridge = newBridge();
    bridge.container().start();
    return awaitReady(bridge);
  }

  /** Every task that the API took. */
  public List<RecordedTask> tasks() throws IOException, InterruptedException {
    List<RecordedTask> tasks = new ArrayList<>();
    String after = "0";
    while (!after.equals("null")) {
      JsonNode page =
          RECORD.readTree(get(api, API_PORT, "/record/tasks?l=" + PAGE + "&after=" + after).body());
      for (JsonNode task : page.path("tasks")) {
        tasks.add(RECORD.treeToValue(task, RecordedTask.class));
      }
      after = page.path("next").asText("null");
    }
    return tasks;
  }

  private BridgeContainer newBridge() {
    ComposeService service = ComposeService.of("bridge");
    BridgeContainer bridge =
        new BridgeContainer(
            "bridge-" + (bridges.size() + 1),
            service.container(bridgeImage, network, changed),
            service.stopsWithin());
    bridges.add(bridge);
    return bridge;
  }

  private Duration awaitReady(BridgeContainer bridge) {
    await("a ready bridge")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isReady(bridge.requireRunning()));
    return bridge.sinceStart();
  }

  private boolean isReady(BridgeContainer bridge) throws InterruptedException {
    try {
      return get(bridge.container(), BridgeContainer.MANAGEMENT, "/q/health/ready").statusCode()
          == 200;
    } catch (IOException nobodyAnswers) {
      return false;
    }
  }

  private HttpResponse<String> get(GenericContainer<?> container, int port, String path)
      throws IOException, InterruptedException {
    String address = container.getHost() + ":" + container.getMappedPort(port);
    return http.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** A client goes where the broker sends it, so the port has to be known before the start. */
  private void reachFromHere(ComposeService service) {
    String listeners = service.environment().get("KAFKA_ADVERTISED_LISTENERS");
    bootstrapServers = kafka.getHost() + ":" + FreePort.free();
    kafka.setPortBindings(List.of(bootstrapServers.replaceFirst(".*:", "") + ":" + KAFKA_PORT));
    kafka.withEnv(
        "KAFKA_ADVERTISED_LISTENERS",
        listeners.replace("localhost:" + KAFKA_PORT, bootstrapServers));
  }

  @Override
  public void close() {
    bridges.forEach(BridgeContainer::close);
    api.stop();
    kafka.stop();
    network.close();
  }
}
