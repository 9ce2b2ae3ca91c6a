package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.failpoint.AgentJar;
import io.taskbridge.failpoint.FailpointAgent;
import io.taskbridge.failpoint.Point;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A replica means to cancel the candidates of a request and is stopped while it writes that down.
 * Another takes over and does it; then the first goes on from where it was.
 */
class ZombieReplaceIT {
  private static final String ZOMBIE = "r1";
  private static final String HEIR = "r2";
  private static final String STRANGER = "somebody-else";
  private static final String ID = "twice";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @ParameterizedTest
  @MethodSource("points")
  void shouldCancelNothingForAPartitionThatItLost(Point point) throws Exception {
    Path folder = Path.of("target", "zombie-replace", point.name());
    Folders.clear(folder);
    AgentJar.write(folder.resolve("agent.jar"));
    Replica zombie = null;
    Replica heir = null;
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        SimulatedTaskApi api = SimulatedTaskApi.start()) {
      api.settings(
          "{\"keys\": [\"%s\", \"%s\", \"%s\"], \"request_log\": 100000}"
              .formatted(ZOMBIE, HEIR, STRANGER));
      api.addFaults("{\"op\":\"submit\",\"kind\":\"reset\",\"when\":\"after\",\"count\":1}");
      zombie = start(ZOMBIE, broker, api, folder);
      heir = start(HEIR, broker, api, folder);
      run(point, broker, api, zombie, folder);
    } finally {
      if (zombie != null) {
        zombie.kill();
      }
      if (heir != null) {
        heir.kill();
      }
    }
  }

  /**
   * For every build the one that only the lease holds back: whoever is stopped before its commit is
   * held back by the group too, so it notices no missing lease. {@code -Pfailpoints} takes both.
   */
  private static List<Point> points() {
    return "all".equals(System.getProperty("failpoints.points"))
        ? List.of(Point.INTENT_BEFORE_COMMIT, Point.INTENT_AFTER_COMMIT)
        : List.of(Point.INTENT_AFTER_COMMIT);
  }

  private static void run(
      Point point, EmbeddedBroker broker, SimulatedTaskApi api, Replica zombie, Path folder)
      throws Exception {
    try (Owners owners = new Owners(broker.bootstrapServers());
        OutputReader reader = new OutputReader(broker.bootstrapServers(), output -> {})) {
      Waiting.until("the partition", () -> owners.of(ZOMBIE).size() == 1);
      send(broker, ID);
      Waiting.until("a task of unknown fate", () -> submissions(api, ZOMBIE) == 1);
      arm(point, folder);
      strangersTask(api);
      Waiting.until("the stop", () -> Files.exists(folder.resolve(FailpointAgent.FIRED)));
      assertThat(cancels(api, ZOMBIE)).isZero();

      Waiting.until("a second submission", () -> submissions(api, HEIR) == 1);
      assertThat(cancels(api, HEIR)).isEqualTo(2);

      zombie.thaw();
      Files.createFile(folder.resolve(FailpointAgent.THAWED));
      // It is the owner again in the end, and works: nothing that it began before is left over.
      Waiting.until("the partition", () -> owners.of(ZOMBIE).size() == 1);
      send(broker, "afterwards");
      Waiting.until("a task by the first", () -> submissions(api, ZOMBIE) == 2);

      assertThat(cancels(api, ZOMBIE)).isZero();
      assertThat(api.tasks()).extracting(task -> task.cancels().size()).containsExactly(1, 1, 0, 0);
      post(api, "/control/task/" + api.tasks().get(2).id(), "{\"do\": \"finish\"}", HEIR);
      Waiting.until("a result", () -> reader.hasEnded(ID));
      assertThat(reader.result(ID).text("status")).isEqualTo("done");
      assertThat(reader.result(ID).text("task_id")).isEqualTo(api.tasks().get(2).id());
      assertThat(reader.violations()).isEmpty();
    }
  }

  /**
   * The next intent announces what is to be cancelled. How many there were before the submission
   * left, nobody knows: one that is late is announced again.
   */
  private static void arm(Point point, Path folder) throws IOException {
    Path whole = folder.resolve("arming");
    Files.writeString(whole, point + " 1 " + ID + " STOP");
    Files.move(whole, folder.resolve(FailpointAgent.ARMED));
  }

  private static Replica start(
      String name, EmbeddedBroker broker, SimulatedTaskApi api, Path folder) {
    Replica replica =
        Replica.start(
            name,
            broker.bootstrapServers(),
            api.baseUrl(),
            folder.resolve(name + ".log"),
            name.equals(ZOMBIE)
                ? List.of(AgentJar.option(folder.resolve("agent.jar"), folder))
                : List.of(),
            Map.of("BRIDGE_API_KEY", name, "BRIDGE_TOPICS_PARTITIONS", "1"));
    Observer observer = new Observer();
    Waiting.until(name + " is ready; see " + replica.log(), () -> observer.look(replica));
    return replica;
  }

  private static void send(EmbeddedBroker broker, String id) throws Exception {
    String value =
        ("{\"task\":\"%s\",\"metadata\":{\"sandbox.run_ms\":-1},"
                + "\"bridge\":{\"request_id\":\"%s\",\"on_ambiguous_submit\":\"replace\","
                + "\"artifacts_timeout\":\"PT0S\"}}")
            .formatted(id, id);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(ChaosTopics.REQUESTS, id, value)).get();
    }
  }

  /** Nobody can tell it from that of the request. */
  private static void strangersTask(SimulatedTaskApi api) throws Exception {
    String body = "{\"task\":\"x\",\"metadata\":{\"sandbox.run_ms\":-1}}";
    post(api, "/api/v1/task", body, STRANGER);
  }

  private static void post(SimulatedTaskApi api, String path, String body, String key)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api.rootUrl() + path))
            .header("apikey", key)
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private static long cancels(SimulatedTaskApi api, String key) throws Exception {
    return ApiCall.read(api).stream()
        .filter(call -> call.key().equals(key) && call.method().equals("DELETE"))
        .count();
  }

  private static long submissions(SimulatedTaskApi api, String key) throws Exception {
    return ApiCall.read(api).stream()
        .filter(call -> call.key().equals(key) && call.isSubmission())
        .count();
  }
}
