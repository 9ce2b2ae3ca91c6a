package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.sandbox.api.RecordedTask;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker, an API and some replicas of the packaged bridge, for what must hold under pressure. */
final class FlowStage implements AutoCloseable {
  private final Path folder;
  private final EmbeddedBroker broker;
  private final SimulatedTaskApi api;
  private final Map<String, String> settings;
  private final Observer observer = new Observer();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<SentRequest> sent = new ArrayList<>();
  private final KafkaProducer<String, String> producer;
  private OutputReader reader;
  private int started;

  private FlowStage(String name, Map<String, String> settings) throws IOException {
    this.folder = Path.of("target", "flow-control", name);
    this.settings = settings;
    Folders.clear(folder);
    this.broker =
        EmbeddedBroker.start(BrokerOptions.defaults().withDataDirectory(folder.resolve("broker")));
    this.api = SimulatedTaskApi.start();
    api.settings("{\"request_log\": 1000000}");
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer());
  }

  /**
   * Starts everything and waits until all replicas are ready.
   *
   * @param settings of the replicas beside those that each has
   * @param listener hears of every output, on the reader's thread
   */
  static FlowStage start(
      String name, int replicas, Map<String, String> settings, Consumer<Output> listener)
      throws IOException {
    FlowStage stage = new FlowStage(name, settings);
    for (int number = 0; number < replicas; number++) {
      stage.replicas.add(stage.startReplica(number));
    }
    stage.awaitReady();
    stage.reader = new OutputReader(stage.broker.bootstrapServers(), listener);
    return stage;
  }

  private Replica startReplica(int number) {
    String name = "r" + (number + 1);
    Path log = folder.resolve(name + "-" + ++started + ".log");
    return Replica.start(name, broker.bootstrapServers(), api.baseUrl(), log, List.of(), settings);
  }

  void awaitReady() {
    for (Replica each : replicas) {
      Waiting.until(each.name() + " is ready", () -> observer.look(each));
    }
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  SimulatedTaskApi api() {
    return api;
  }

  List<Replica> replicas() {
    return replicas;
  }

  OutputReader reader() {
    return reader;
  }

  /** Kills a replica at once. */
  void kill(int number) throws InterruptedException {
    replicas.get(number).kill();
  }

  /** Starts a replica anew in the place of one that was killed; it is not ready yet. */
  void replace(int number) {
    replicas.set(number, startReplica(number));
  }

  /**
   * Sends a request and waits until Kafka has it.
   *
   * @param script how the task goes, as the simulated API takes it
   */
  void send(String id, SentRequest.Kind kind, ObjectNode script)
      throws ExecutionException, InterruptedException {
    send(id, kind, script, value -> {});
  }

  /**
   * Sends a request and waits until Kafka has it.
   *
   * @param script how the task goes, as the simulated API takes it
   * @param more adds to the request what it has beside that
   */
  void send(String id, SentRequest.Kind kind, ObjectNode script, Consumer<ObjectNode> more)
      throws ExecutionException, InterruptedException {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("task", RequestMix.taskText(id)).set("metadata", script);
    if (kind == SentRequest.Kind.TOOLS) {
      ObjectNode tool = value.putArray("custom_tools").addObject();
      tool.put("name", "lookup").put("description", "Looks up.").put("output", "An object.");
      tool.putObject("inputs");
    }
    value.putObject("bridge").put("request_id", id).put("artifacts_timeout", "PT5S");
    more.accept(value);
    int partition =
        producer
            .send(new ProducerRecord<>(ChaosTopics.REQUESTS, id, value.toString()))
            .get()
            .partition();
    sent.add(new SentRequest(id, kind, partition, false));
  }

  static ObjectNode script() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Tasks that are open at the API, oldest first. */
  List<RecordedTask> open() {
    return api.tasks().stream()
        .filter(task -> task.status().equals("waiting") || task.status().equals("running"))
        .toList();
  }

  /** The most tasks that were ever open at once, by the API's own count. */
  int mostOpen() {
    return api.summary().path("most_open_at_once").asInt();
  }

  /** Ends a task at the API. */
  void finish(RecordedTask task) throws IOException, InterruptedException {
    URI control = URI.create(api.rootUrl() + "/control/task/" + task.id());
    http.send(
        HttpRequest.newBuilder(control)
            .POST(HttpRequest.BodyPublishers.ofString("{\"do\": \"finish\"}"))
            .build(),
        BodyHandlers.discarding());
  }

  /** The sum of a metric over its labels, as a replica shows it now; 0 when it shows none. */
  double gauge(int number, String metric) throws InterruptedException {
    return observer
        .get(replicas.get(number), "/q/metrics")
        .lines()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Resident memory of the largest replica now, MiB. */
  double mostRssMib() throws IOException {
    double most = 0;
    for (Replica replica : replicas) {
      Path status = Path.of("/proc", Long.toString(replica.pid()), "status");
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          most = Math.max(most, Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024);
        }
      }
    }
    return most;
  }

  /** Waits for a result of each request, then says which promises were broken. */
  List<Finding> judge() {
    Waiting.until("a result of each request", () -> reader.ended() >= sent.size());
    List<PaidTask> tasks = api.tasks().stream().map(PaidTask::of).toList();
    List<Finding> findings = new ArrayList<>(Judge.judge(sent, reader.outputs(), tasks));
    findings.addAll(reader.violations());
    return findings;
  }

  /** Requests that ended without anybody knowing whether the API took them. */
  long ambiguous() {
    return reader.outputs().stream()
        .filter(output -> output.topic().equals(ChaosTopics.RESULTS))
        .filter(output -> output.text("status").equals(Judge.AMBIGUOUS))
        .count();
  }

  @Override
  public void close() throws InterruptedException {
    for (Replica each : replicas) {
      each.kill();
    }
    producer.close();
    if (reader != null) {
      reader.close();
    }
    api.close();
    broker.close();
  }
}
