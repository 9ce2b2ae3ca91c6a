package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.taskapi.TestTls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run of the packaged bridge with a secret of its own in every place that may hold one, an
 * API that repeats them in its errors, and all logs on. Nobody may find one in anything that the
 * bridge writes or says.
 */
class PlantedSecretsIT {
  private static final String LEDGER = "bridge-ledger";
  private static final String USER = "bridge";

  private final PlantedSecrets secrets = new PlantedSecrets();
  private final String apiKey = secrets.plant("API key");
  private final String wrongKey = secrets.plant("API key of the check that fails");
  private final String saslPassword = secrets.plant("SASL password");
  private final String storePassword = secrets.plant("password of the trust store");
  private final String ownProxyPassword = secrets.plant("password of the bridge's own proxy");
  private final String tracesToken = secrets.plant("token for the traces");
  private final String proxyUser = secrets.plant("proxy user");
  private final String proxyPassword = secrets.plant("proxy password");
  private final String proxyInUrl = secrets.plant("proxy password in the server's URL");
  private final String passwordInUrl = secrets.plant("password in the URL of a request");
  private final String certificate = secrets.plant("certificate");
  private final String certificatePassword = secrets.plant("certificate password");
  private final String requestSecret = secrets.plant("secret of a request");
  private final String runTaskSecret = secrets.plant("secret of a run_task");
  private final String gotoPassword = secrets.plant("password in the URL of a goto");
  private final String invalidSecret = secrets.plant("secret in a command that is invalid");
  private final String brokenSecret = secrets.plant("secret in a record that is no JSON");
  private final String attachmentSecret = secrets.plant("password in the URL of an attachment");

  @TempDir Path folder;

  private SecuredBroker broker;
  private Sandbox sandbox;
  private TlsFront api;
  private TlsFront proxy;
  private Path certificateOfTheApi;

  @BeforeEach
  void start() throws Exception {
    broker =
        SecuredBroker.start(
                "SASL_PLAINTEXT",
                Map.of(
                    "sasl.enabled.mechanisms",
                    "SCRAM-SHA-512",
                    "scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                Map.of())
            .withUser(USER, saslPassword);
    sandbox = Sandbox.between(broker.bootstrapServers());
    sandbox.api().settings("{\"keys\":[\"" + apiKey + "\"]}");
    TestTls tls = TestTls.selfSigned(folder, "localhost");
    certificateOfTheApi = tls.pemFile(folder.resolve("ca.pem"));
    api = TlsFront.terminating(tls.server(), sandbox.api().port());
    proxy = TlsFront.proxy(USER, ownProxyPassword);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    api.close();
    sandbox.close();
    broker.close();
  }

  @Test
  void shouldTellNobodyWhatIsSecret() throws Exception {
    Map<String, String> said = new LinkedHashMap<>();
    List<String> ids;
    try (OtlpReceiver traces = OtlpReceiver.start();
        BridgeProcess bridge = BridgeProcess.start("planted", environment(traces));
        Spying spying = Spying.on(bridge)) {
      bridge.awaitReady();
      try (Outputs ledger = new Outputs(broker.bootstrapServers(), List.of(LEDGER))) {
        ids = everythingThatCanHappen();
        said.put("output of check", check(environment(traces), apiKey));
        said.put("output of a check that fails", failingCheck(environment(traces)));
        bridge.stop();
        said.put("ledger", ledgerAsText(ledger));
      }
      said.putAll(spying.said());
      said.put("log", String.join("\n", bridge.lines()));
      said.put("traces", traces.everything());
    }
    for (String topic : Outputs.TOPICS) {
      said.put(topic, outputsAsText(topic));
    }

    thatAllOfItWasReallyRead(said, ids);
    assertThat(proxy.asked()).as("what went through the proxy").isNotEmpty();
    List<String> leaks = new ArrayList<>();
    said.forEach((where, text) -> leaks.addAll(secrets.leaks(where, text)));
    assertThat(leaks).isEmpty();
    assertThat(sandbox.record().calls().toString())
        .as("what the API got")
        .contains(proxyPassword, certificatePassword, requestSecret, runTaskSecret);
  }

  @Test
  void shouldNotQuoteASettingThatIsWrong() {
    Map<String, String> jaas = kafka();
    jaas.put("KAFKA_SASL_JAAS_CONFIG", jaas.get("KAFKA_SASL_JAAS_CONFIG").replace(";", ""));
    Map<String, String> user = kafka();
    user.put("KAFKA_SASL_JAAS_CONFIG", jaas(wrongKey));
    Map<String, String> key = kafka();
    key.put("BRIDGE_API_KEY", apiKey + " " + wrongKey);
    Map<String, String> url = kafka();
    url.put("BRIDGE_API_URL", "https://me:" + passwordInUrl + "@127.0.0.1/api/v1");
    Map<String, String> through = kafka();
    through.put("BRIDGE_API_PROXY_PASSWORD", wrongKey);

    List<String> leaks = new ArrayList<>();
    Map.of("jaas", jaas, "user", user, "key", key, "url", url, "proxy", through)
        .forEach((name, environment) -> leaks.addAll(leaksOfAStart(name, environment)));

    assertThat(leaks).isEmpty();
  }

  private List<String> leaksOfAStart(String name, Map<String, String> environment) {
    try (BridgeProcess bridge = BridgeProcess.start("planted-" + name, environment)) {
      Outputs.until(
          "a word about the wrong " + name,
          () -> !bridge.isRunning() || !bridge.loudLines().isEmpty());
      bridge.stop();
      List<String> said = bridge.lines();
      assertThat(said).isNotEmpty();
      return secrets.leaks("a start with a wrong " + name, String.join("\n", said));
    }
  }

  private List<String> everythingThatCanHappen() {
    List<Request> sent = new ArrayList<>();
    sent.add(aTaskWithAToolCall());
    sent.add(aRefusalThatQuotes());
    for (String answer : List.of("401", "403", "429", "503")) {
      sent.add(aDoorThatCloses(Integer.parseInt(answer)));
    }
    sent.add(questionsThatFail());
    sent.add(aSession());
    sent.addAll(whatCannotBeRead());
    return sent.stream().map(Request::id).toList();
  }

  private Request aTaskWithAToolCall() {
    Request request = secretive(Request.tools("planted-tool", "weather"));
    sandbox.requests().send(request);
    Output call = sandbox.outputs().toolCall(request);
    fault("event", 500, 1, List.of());
    sandbox.requests().reply(call, "sunny");
    assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
    return request;
  }

  private Request aRefusalThatQuotes() {
    Request request = secretive(Request.task("planted-refused"));
    fault("submit", 422, 1, ofTheRequest());
    sandbox.requests().send(request);
    assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("rejected");
    return request;
  }

  private Request aDoorThatCloses(int status) {
    Request request = secretive(Request.task("planted-door-" + status));
    fault("submit", status, status == 503 ? 3 : 1, ofTheRequest());
    sandbox.requests().send(request);
    assertThat(sandbox.outputs().result(request).text("status")).isIn("done", "rejected");
    sandbox.api().clearFaults();
    return request;
  }

  private Request questionsThatFail() {
    Request request = secretive(Request.task("planted-asked").script("run_ms", 3_000));
    sandbox.requests().send(request);
    sandbox.outputs().statuses(request.id(), "running");
    for (int status : new int[] {400, 401, 404, 429, 500}) {
      fault("list", status, 1, List.of());
      fault("get", status, 1, List.of());
    }
    assertThat(sandbox.outputs().result(request).text("status")).isIn("done", "lost");
    sandbox.api().clearFaults();
    return request;
  }

  private Request aSession() {
    Request session = secretive(Request.session("planted-session"));
    sandbox.requests().send(session);
    sandbox.outputs().statuses(session.id(), "running");
    String runTask =
        Json.object()
            .put("task", "log in")
            .set("secrets", Json.object().put("pin", runTaskSecret))
            .toString();
    fault("event", 400, 1, List.of(runTaskSecret));
    sandbox.requests().act(session, "a1", "run_task", runTask);
    sandbox.outputs().actions(session, 1);
    fault("event", 401, 1, List.of(runTaskSecret));
    sandbox.requests().act(session, "a2", "run_task", runTask);
    sandbox.outputs().actions(session, 2);
    fault("event", 400, 1, List.of(gotoPassword));
    String page = "{\"url\":\"https://me:" + gotoPassword + "@shop.example\"}";
    sandbox.requests().act(session, "a3", "goto", page);
    sandbox.outputs().actions(session, 3);
    sandbox.requests().act(session, "a4", "close", null);
    sandbox.outputs().result(session);
    sandbox.outputs().deadLetter(sandbox.requests().act(session, "a5", "run_task", runTask));
    return session;
  }

  private List<Request> whatCannotBeRead() {
    Request invalid = Request.session("planted-invalid");
    String command =
        "{\"request_id\":\""
            + invalid.id()
            + "\",\"command\":\"action\",\"action\":{\"id\":\"a\","
            + "\"name\":\"fly\",\"input\":{\"secrets\":{\"pin\":\""
            + invalidSecret
            + "\"}}}}";
    sandbox.outputs().deadLetter(sandbox.requests().command(invalid, command));
    String broken = "{\"task\":\"x\",\"proxy_password\":\"" + brokenSecret + "\",}";
    sandbox
        .outputs()
        .deadLetter(
            sandbox
                .requests()
                .send(Requests.TASK_REQUESTS, 0, null, broken.getBytes(StandardCharsets.UTF_8)));
    Request attached =
        Request.task("planted-attached")
            .option(
                "attachments",
                List.of(
                    Map.of(
                        "name",
                        "a.txt",
                        "url",
                        "https://me:" + attachmentSecret + "@files.example/a.txt")));
    sandbox.requests().send(attached);
    assertThat(sandbox.outputs().result(attached).text("status")).isEqualTo("rejected");
    return List.of(attached);
  }

  private Request secretive(Request request) {
    return request
        .with("url", "https://me:" + passwordInUrl + "@shop.example")
        .with("proxy_server", "http://me:" + proxyInUrl + "@proxy.example:8080")
        .with("proxy_username", proxyUser)
        .with("proxy_password", proxyPassword)
        .with("certificates", List.of(Map.of("file", certificate, "password", certificatePassword)))
        .with("secrets", Map.of("pin", requestSecret));
  }

  private List<String> ofTheRequest() {
    return List.of(
        proxyUser,
        proxyPassword,
        proxyInUrl,
        passwordInUrl,
        certificate,
        certificatePassword,
        requestSecret);
  }

  /** Answers that repeat what the call brought, beside the key, as those of chatty servers do. */
  private void fault(String operation, int status, int count, List<String> brought) {
    List<String> quoted = new ArrayList<>(brought);
    quoted.add(apiKey);
    String sentence =
        switch (status) {
          case 401 -> "Invalid API key, sent with ";
          case 429 -> "API credits exhausted for ";
          default -> "This is no good: ";
        };
    Object detail =
        status == 422
            ? List.of(Map.of("loc", List.of("body"), "msg", sentence + quoted, "input", quoted))
            : sentence + quoted;
    Map<String, Object> fault =
        Map.of(
            "op", operation, "kind", "status", "status", status, "count", count, "detail", detail);
    sandbox.api().addFaults(Json.MAPPER.valueToTree(fault).toString());
  }

  private Map<String, String> environment(OtlpReceiver traces) {
    Map<String, String> environment = kafka();
    environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
    environment.put("QUARKUS_REST_CLIENT_LOGGING_SCOPE", "request-response");
    environment.put("QUARKUS_REST_CLIENT_LOGGING_BODY_LIMIT", "100000");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", traces.url());
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + tracesToken);
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "100");
    return environment;
  }

  private Map<String, String> kafka() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("BRIDGE_API_KEY", apiKey);
    environment.put("BRIDGE_API_URL", "https://localhost:" + api.port() + "/api/v1");
    environment.put("BRIDGE_API_CA_FILE", certificateOfTheApi.toString());
    environment.put("BRIDGE_API_PROXY", "localhost:" + proxy.port());
    environment.put("BRIDGE_API_PROXY_USER", USER);
    environment.put("BRIDGE_API_PROXY_PASSWORD", ownProxyPassword);
    environment.put("BRIDGE_API_REQUEST_TIMEOUT", "PT2S");
    environment.put("BRIDGE_API_CONNECT_TIMEOUT", "PT1S");
    environment.put("BRIDGE_SUBMIT_LEASE", "PT1S");
    environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.guardedServers());
    environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
    environment.put("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
    environment.put("KAFKA_SASL_JAAS_CONFIG", jaas(saslPassword));
    environment.put("KAFKA_SSL_TRUSTSTORE_PASSWORD", storePassword);
    return environment;
  }

  private static String jaas(String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + USER
        + "\" password=\""
        + password
        + "\";";
  }

  private String failingCheck(Map<String, String> environment) throws Exception {
    sandbox
        .api()
        .settings("{\"auth_status\":401,\"auth_detail\":\"Invalid API key " + wrongKey + "\"}");
    return check(environment, wrongKey);
  }

  private static String check(Map<String, String> environment, String key) throws Exception {
    Map<String, String> own = new HashMap<>(environment);
    own.put("BRIDGE_API_KEY", key);
    return BridgeProcess.run("planted-check", own, "check");
  }

  private static String ledgerAsText(Outputs ledger) {
    StringBuilder text = new StringBuilder();
    for (Output entry : ledger.find(LEDGER)) {
      text.append(entry.keyText()).append(' ').append(valueOf(entry)).append(' ');
      text.append(entry.sendersHeaders()).append('\n');
    }
    return text.toString();
  }

  /** Of a dead letter only what the bridge added: the rest is the sender's record, as promised. */
  private String outputsAsText(String topic) {
    StringBuilder text = new StringBuilder();
    for (Output output : sandbox.outputs().find(topic)) {
      if (topic.equals(Outputs.DEAD_LETTERS)) {
        output
            .record()
            .headers()
            .forEach(
                header -> {
                  if (header.key().startsWith("dead-letter-")) {
                    text.append(new String(header.value(), StandardCharsets.UTF_8)).append('\n');
                  }
                });
      } else {
        text.append(output.keyText()).append(' ').append(valueOf(output)).append(' ');
        text.append(output.sendersHeaders()).append('\n');
      }
    }
    return text.toString();
  }

  private static String valueOf(Output output) {
    byte[] value = output.record().value();
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  /** What is no secret and has to be there is found in each place; else nothing was looked at. */
  private static void thatAllOfItWasReallyRead(Map<String, String> said, List<String> ids) {
    assertThat(said.get("log")).contains(ids).contains("submissions wait", "DEBUG");
    assertThat(said.get("ledger")).contains(ids);
    assertThat(said.get(Outputs.RESULTS)).contains(ids).contains("***");
    assertThat(said.get(Outputs.STATUS)).contains("planted-tool");
    assertThat(said.get(Outputs.TOOL_REQUESTS)).contains("planted-tool");
    assertThat(said.get(Outputs.ACTION_RESULTS)).contains("planted-session", "***");
    assertThat(said.get(Outputs.DEAD_LETTERS))
        .contains("INVALID_JSON", "INVALID_COMMAND", "API_REJECTED", "COMMAND_REFUSED");
    assertThat(said.get("metrics")).contains("bridge_requests_total");
    assertThat(said.get("health")).contains("partitions_owned", "api_detail", "***");
    assertThat(said.get("console")).contains("planted-tool", "API_REJECTED");
    assertThat(said.get("traces")).contains("planted-tool", "process request");
    assertThat(said.get("output of check")).contains("task API", "200");
    assertThat(said.get("output of a check that fails")).contains("401");
  }
}
