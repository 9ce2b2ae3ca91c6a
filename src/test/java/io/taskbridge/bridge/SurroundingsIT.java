package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.sandbox.FreePort;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** A bridge that finds its surroundings not as they should be. */
class SurroundingsIT {
  private static final String NOBODY = "127.0.0.1:1";
  private static final List<String> TOPICS =
      List.of(
          "task-requests",
          "task-commands",
          "tool-replies",
          "task-status",
          "task-results",
          "action-results",
          "tool-requests",
          "dead-letters",
          "bridge-ledger");

  @Test
  void shouldEndWithOneLineWhenThereIsNoKey() {
    Map<String, String> environment =
        new HashMap<>(BridgeProcess.environment(NOBODY, "http://" + NOBODY));
    environment.remove("BRIDGE_API_KEY");

    try (BridgeProcess bridge = BridgeProcess.start("no-key", environment)) {
      assertThat(bridge.awaitEnd()).isEqualTo(1);
      assertThat(bridge.lines())
          .singleElement()
          .satisfies(line -> assertThat(line).contains("BRIDGE_API_KEY", "BRIDGE_API_KEY_FILE"));
    }
  }

  @Test
  void shouldEndAndNameATopicThatIsMissingAndMayNotBeMade() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = admin(broker)) {
      for (String topic : TOPICS) {
        if (!topic.equals("tool-replies")) {
          create(admin, topic, 3);
        }
      }
      Map<String, String> environment = environment(broker);
      environment.put("BRIDGE_TOPICS_CREATE", "false");

      try (BridgeProcess bridge = BridgeProcess.start("missing-topic", environment)) {
        assertThat(bridge.awaitEnd()).isEqualTo(1);
        assertThat(bridge.loudLines())
            .singleElement()
            .satisfies(
                line ->
                    assertThat(line)
                        .contains("missing topics: tool-replies;", "BRIDGE_TOPICS_CREATE=true"));
      }
      assertThat(admin.listTopics().names().get()).doesNotContain("tool-replies");
    }
  }

  @Test
  void shouldEndAndNameTopicsThatDoNotFitTogether() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = admin(broker)) {
      create(admin, "task-requests", 3);
      create(admin, "tool-replies", 4);

      try (BridgeProcess bridge = BridgeProcess.start("partitions", environment(broker))) {
        assertThat(bridge.awaitEnd()).isEqualTo(1);
        assertThat(bridge.loudLines())
            .singleElement()
            .satisfies(
                line -> assertThat(line).contains("task-requests=3", "tool-replies=4", "same"));
      }
      assertThat(admin.listTopics().names().get())
          .containsExactlyInAnyOrder("task-requests", "tool-replies");
    }
  }

  @Test
  void shouldEndAndNameATopicThatTakesTooLittle() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = admin(broker)) {
      NewTopic ledger = new NewTopic("bridge-ledger", 3, (short) 1);
      ledger.configs(Map.of("max.message.bytes", "10000", "cleanup.policy", "compact"));
      admin.createTopics(List.of(ledger)).all().get();

      try (BridgeProcess bridge = BridgeProcess.start("small-ledger", environment(broker))) {
        assertThat(bridge.awaitEnd()).isEqualTo(1);
        assertThat(bridge.loudLines())
            .singleElement()
            .satisfies(
                line ->
                    assertThat(line)
                        .contains("max.message.bytes", "bridge-ledger is 10000", "524288"));
      }
    }
  }

  @Test
  void shouldSayThatThereAreFewerBrokersThanReplicas() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Map<String, String> environment = environment(broker);
      environment.put("BRIDGE_TOPICS_REPLICATION_FACTOR", "3");

      try (BridgeProcess bridge = BridgeProcess.start("replicas", environment)) {
        String what = "set BRIDGE_TOPICS_REPLICATION_FACTOR to at most the number of brokers";
        Outputs.until(
            "the setting in the health data",
            () -> bridge.ready().body().toString().contains(what));
        assertThat(bridge.loudLines())
            .filteredOn(line -> !line.contains("submissions wait (UNREACHABLE)"))
            .singleElement()
            .satisfies(line -> assertThat(line).contains("refuses: the topic ", what));
      }
    }
  }

  @Test
  void shouldWaitForKafka() throws Exception {
    int port = FreePort.free();
    try (SimulatedTaskApi api = SimulatedTaskApi.start();
        BridgeProcess bridge =
            BridgeProcess.start(
                "kafka-down", BridgeProcess.environment("127.0.0.1:" + port, api.baseUrl()))) {
      Outputs.until(
          "a line on Kafka",
          () -> bridge.loudLines().stream().anyMatch(line -> line.contains("does not answer")));
      assertThat(bridge.loudLines())
          .anyMatch(
              line ->
                  line.contains(
                      "look at KAFKA_BOOTSTRAP_SERVERS, KAFKA_SECURITY_PROTOCOL and the network"));
      assertThat(bridge.isRunning()).isTrue();
      assertThat(bridge.ready().isUp()).isFalse();
      Outputs.until("a live bridge", () -> bridge.live().isUp());

      try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.defaults().withPort(port));
          Admin admin = admin(broker)) {
        assertThat(broker.port()).isEqualTo(port);
        bridge.awaitReady();
        assertThat(admin.listTopics().names().get()).containsAll(TOPICS);
        assertThatOneGetsThrough(broker);
        assertThat(bridge.loudLines()).hasSizeLessThan(10);
        bridge.stop();
      }
    }
  }

  @Test
  void shouldWaitForTheApi() {
    try (Sandbox sandbox = Sandbox.start()) {
      sandbox.api().goDown();
      try (BridgeProcess bridge = BridgeProcess.start("api-down", sandbox.environment())) {
        bridge.awaitReady();
        Outputs.until(
            "the API's state",
            () -> bridge.ready().data().path("api").asText().equals("unreachable"));
        assertThat(bridge.live().isUp()).as("live while the API is away").isTrue();
        Request request = Request.task("waits");
        Sent sent = sandbox.requests().send(request);
        assertThat(bridge.loudLines())
            .singleElement()
            .satisfies(line -> assertThat(line).contains("cannot be reached"));

        sandbox.api().comeBack();

        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
        assertThat(sandbox.record().submissions(request)).hasSize(1);
        assertThat(sandbox.outputs().deadLetters(sent)).isEmpty();
        assertThat(bridge.ready().data().path("api").asText()).isEqualTo("open");
        bridge.stop();
      }
    }
  }

  @Test
  void shouldSpendNoRequestOnAnAddressThatIsNotTheApis() {
    try (Sandbox sandbox = Sandbox.start()) {
      Map<String, String> environment = new HashMap<>(sandbox.environment());
      String api = environment.get("BRIDGE_API_URL");
      environment.put("BRIDGE_API_URL", api + "/elsewhere");
      Request request = Request.task("waits-for-the-url");
      try (BridgeProcess bridge = BridgeProcess.start("api-elsewhere", environment)) {
        bridge.awaitReady();
        Sent sent = sandbox.requests().send(request);
        Outputs.until(
            "the API's state",
            () -> bridge.ready().data().path("api").asText().equals("wrong_url"));
        bridge.stop();
        assertThat(bridge.loudLines())
            .singleElement()
            .satisfies(
                line ->
                    assertThat(line)
                        .contains("BRIDGE_API_URL answers 404 to GET /task; it must end with"));
        assertThat(sandbox.outputs().deadLetters(sent)).isEmpty();
      }
      environment.put("BRIDGE_API_URL", api);
      try (BridgeProcess bridge = BridgeProcess.start("api-found", environment)) {
        bridge.awaitReady();
        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
        bridge.stop();
        assertThat(bridge.loudLines()).isEmpty();
      }
    }
  }

  private static void assertThatOneGetsThrough(EmbeddedBroker broker) {
    try (Requests requests = new Requests(broker.bootstrapServers());
        Outputs outputs = new Outputs(broker.bootstrapServers(), Outputs.TOPICS)) {
      Request request = Request.task("after");
      requests.send(request);
      assertThat(outputs.result(request).text("status")).isEqualTo("done");
    }
  }

  private static Map<String, String> environment(EmbeddedBroker broker) {
    return new HashMap<>(BridgeProcess.environment(broker.bootstrapServers(), "http://" + NOBODY));
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static void create(Admin admin, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }
}
