package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.bridge.Judge.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * At a broker that checks rights, with exactly those of the Kubernetes files: they are enough for
 * all that the bridge does, and one that is missing is named.
 */
class KafkaRightsIT {
  private static final String PASSWORD = "pw-of-the-bridge";
  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required";
  private static final int PARTITIONS = 3;

  private SecuredBroker broker;
  private Admin admin;
  private GivenRights rights;
  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    broker =
        SecuredBroker.start(
                "SASL_PLAINTEXT",
                Map.of(
                    "sasl.enabled.mechanisms",
                    "SCRAM-SHA-512",
                    "scram-sha-512.sasl.jaas.config",
                    SCRAM + ";"),
                Map.of(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "super.users",
                    SecuredBroker.SUPER_USER))
            .withUser("bridge", PASSWORD);
    admin = broker.admin();
    rights = new GivenRights(admin, "bridge");
    rights.makeTopics(PARTITIONS);
    sandbox = Sandbox.between(broker.bootstrapServers());
  }

  @AfterEach
  void stop() {
    sandbox.close();
    admin.close();
    broker.close();
  }

  @Test
  void shouldNeedNoMoreThanItIsGiven() throws Exception {
    rights.giveAll();
    List<Case> cases = new ArrayList<>();
    try (BridgeProcess first = BridgeProcess.start("rights-1", environment())) {
      first.awaitReady();
      for (int i = 0; i < 40; i++) {
        cases.add(send(Request.task("plain").script("run_ms", 50 * i), "done", 0));
        cases.add(send(Request.task("failing").script("status", "failed"), "failed", 0));
        cases.add(send(Request.task("invalid").with("max_steps", 1_000), "rejected", 0));
      }
      Request asking = Request.tools("asking", "weather");
      cases.add(send(asking, "done", 1));
      Output call = sandbox.outputs().toolCall(asking);
      int wrong = (call.replyPartition() + 1) % PARTITIONS;
      sandbox.requests().reply(call, 200, "sunny", wrong);
      for (Case each : cases) {
        sandbox.outputs().result(each.request());
      }
      awaitRecordings(cases);
      assertThat(Judge.findings(cases, sandbox)).isEmpty();

      sessionsAndCommands();
      withoutKeys();
      assertThat(BridgeProcess.run("rights-check", environment(), "check"))
          .contains("nothing is wrong");
      first.stop();
      shouldHaveMissedNoRight(first);
    }
    try (BridgeProcess second = BridgeProcess.start("rights-2", environment())) {
      second.awaitReady();
      Request after = Request.task("after");
      sandbox.requests().send(after);
      assertThat(sandbox.outputs().result(after).text("status")).isEqualTo("done");
      second.stop();
      shouldHaveMissedNoRight(second);
    }
  }

  @Test
  void shouldWarnWhenItCannotSeeWhetherTheLedgerIsCompacted() throws Exception {
    rights.giveAllBut(is("bridge-ledger", AclOperation.DESCRIBE_CONFIGS));
    String blind = "whether the topic bridge-ledger is compacted cannot be seen";
    try (BridgeProcess bridge = BridgeProcess.start("rights-blind", environment())) {
      bridge.awaitReady();
      assertThat(bridge.loudLines())
          .singleElement()
          .satisfies(line -> assertThat(line).contains(blind, "DescribeConfigs", "'check'"));
    }
    assertThat(BridgeProcess.run("rights-check", environment(), "check"))
        .contains(blind, "nothing is wrong");
  }

  private static void shouldHaveMissedNoRight(BridgeProcess bridge) {
    assertThat(bridge.loudLines())
        .noneMatch(line -> line.matches("(?i).*(authori[sz]|refuses|lacks rights).*"));
  }

  @Test
  void shouldNameTheRightThatIsMissingAndGoOnOnceItIsGiven() throws Exception {
    rights.giveAll();
    try (BridgeProcess once = BridgeProcess.start("rights-once", environment())) {
      // From here on Kafka knows the group and the transactional id.
      once.awaitReady();
      Request request = Request.task("once");
      sandbox.requests().send(request);
      sandbox.outputs().result(request);
      once.stop();
    }
    Map<String, Predicate<AclBinding>> missing = new LinkedHashMap<>();
    missing.put("Read on topic task-requests", is("task-requests", AclOperation.READ));
    missing.put("Write on topic task-commands", is("task-commands", AclOperation.WRITE));
    missing.put("Write on topic tool-replies", is("tool-replies", AclOperation.WRITE));
    missing.put("Write on topic task-status", is("task-status", AclOperation.WRITE));
    missing.put("Read on topic bridge-ledger", on("bridge-ledger"));
    missing.put("Write on topic dead-letters", on("dead-letters"));
    missing.put("Read on group task-bridge", on("task-bridge"));
    missing.put("Write on transactional id task-bridge-it", on("task-bridge-"));
    for (Map.Entry<String, Predicate<AclBinding>> each : missing.entrySet()) {
      rights.giveAllBut(each.getValue());
      String right = each.getKey();
      try (BridgeProcess bridge =
          BridgeProcess.start("rights-" + right.replace(' ', '-'), environment())) {
        Outputs.until(
            right + " by name",
            () ->
                bridge.loudLines().stream()
                    .anyMatch(line -> line.contains("lacks rights: ") && line.contains(right)));
        Outputs.until(
            right + " in the health data", () -> bridge.ready().body().toString().contains(right));
        assertThat(bridge.ready().isUp()).as("ready without " + right).isFalse();
        rights.giveAll();
        bridge.awaitReady();
      }
    }
    rights.giveAllBut(missing.values().iterator().next());
    assertThat(BridgeProcess.run("rights-check", environment(), "check"))
        .contains(missing.keySet().iterator().next());
  }

  private void sessionsAndCommands() {
    Request session = Request.session("session");
    sandbox.requests().send(session);
    sandbox.requests().act(session, "a1", "goto", "{\"url\":\"https://a.example\"}");
    sandbox.requests().act(session, "a2", "close", null);
    assertThat(sandbox.outputs().result(session).text("status")).isEqualTo("done");
    Request cancelled = Request.task("cancelled").script("run_ms", 60_000);
    sandbox.requests().send(cancelled);
    sandbox.outputs().statuses(cancelled.id(), "running");
    sandbox.requests().cancel(cancelled);
    assertThat(sandbox.outputs().result(cancelled).text("status")).isEqualTo("cancelled");
    Sent broken =
        sandbox
            .requests()
            .send(Requests.TASK_REQUESTS, 0, null, "{".getBytes(StandardCharsets.UTF_8));
    assertThat(sandbox.outputs().deadLetter(broken).deadLetterCode()).isEqualTo("INVALID_JSON");
  }

  /** Without a key, records go to the partition of the id: from another one they are sent on. */
  private void withoutKeys() {
    Request request = Request.task("keyless").key(null).script("run_ms", 60_000);
    int wrong = (partitionOf(request.id()) + 1) % PARTITIONS;
    sandbox.requests().send(request, wrong);
    sandbox.outputs().statuses(request.id(), "running");
    String cancel = "{\"request_id\":\"" + request.id() + "\",\"command\":\"cancel\"}";
    sandbox
        .requests()
        .send(Requests.TASK_COMMANDS, wrong, null, cancel.getBytes(StandardCharsets.UTF_8));
    assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("cancelled");
  }

  private static int partitionOf(String id) {
    return BuiltInPartitioner.partitionForKey(id.getBytes(StandardCharsets.UTF_8), PARTITIONS);
  }

  private void awaitRecordings(List<Case> cases) {
    for (Case each : cases) {
      if (!each.rejected()) {
        Outputs.until(
            "the recording of " + each.request().id(),
            () ->
                sandbox.outputs().find(Outputs.STATUS, each.request().id()).stream()
                    .anyMatch(status -> status.text("recording_url") != null));
      }
    }
  }

  private Case send(Request request, String status, int calls) {
    return new Case(request, sandbox.requests().send(request), status, calls);
  }

  private static Predicate<AclBinding> on(String name) {
    return right -> right.pattern().name().equals(name);
  }

  private static Predicate<AclBinding> is(String name, AclOperation operation) {
    return on(name).and(right -> right.entry().operation() == operation);
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.guardedServers());
    environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
    environment.put("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
    environment.put(
        "KAFKA_SASL_JAAS_CONFIG", SCRAM + " username=\"bridge\" password=\"" + PASSWORD + "\";");
    environment.put("BRIDGE_TOPICS_CREATE", "false");
    return environment;
  }
}
