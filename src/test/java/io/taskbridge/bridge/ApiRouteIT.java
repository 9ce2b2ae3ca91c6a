package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.taskapi.TestTls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API behind TLS with a certificate of its own, and a proxy that wants a login. */
class ApiRouteIT {
  private static final String USER = "proxy-user";
  private static final String PASSWORD = "pw-of-the-proxy";

  /** A name that only the proxy can resolve. */
  private static final String ELSEWHERE = "api.elsewhere.invalid";

  @TempDir Path folder;

  private Sandbox sandbox;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void shouldReachAnApiWithACertificateOfItsOwn() throws Exception {
    TestTls tls = TestTls.selfSigned(folder, "localhost");
    try (TlsFront api = TlsFront.terminating(tls.server(), sandbox.api().port())) {
      Map<String, String> environment = environment("https://localhost:" + api.port());
      environment.put("BRIDGE_API_CA_FILE", tls.pemFile(folder.resolve("ca.pem")).toString());

      shouldDoItsJob("api-tls", environment);
    }
  }

  @Test
  void shouldSendNothingToAnApiThatItDoesNotTrust() throws Exception {
    TestTls tls = TestTls.selfSigned(folder, "localhost");
    try (TlsFront api = TlsFront.terminating(tls.server(), sandbox.api().port())) {
      Map<String, String> environment = environment("https://localhost:" + api.port());
      try (BridgeProcess bridge = BridgeProcess.start("api-untrusted", environment)) {
        bridge.awaitReady();
        Outputs.until(
            "a closed door",
            () -> bridge.ready().data().path("api").asText().equals("unreachable"));
        assertThat(bridge.ready().data().path("api_detail").asText())
            .contains("SSLHandshakeException");
        assertThat(sandbox.record().calls()).isEmpty();
      }
    }
  }

  @Test
  void shouldGoThroughAProxyThatWantsALogin() throws Exception {
    TestTls tls = TestTls.selfSigned(folder, ELSEWHERE);
    try (TlsFront api = TlsFront.terminating(tls.server(), sandbox.api().port());
        TlsFront proxy = TlsFront.proxy(USER, PASSWORD)) {
      Map<String, String> environment = environment("https://" + ELSEWHERE + ":" + api.port());
      environment.put("BRIDGE_API_CA_FILE", tls.pemFile(folder.resolve("ca.pem")).toString());
      environment.put("BRIDGE_API_PROXY", "localhost:" + proxy.port());
      environment.put("BRIDGE_API_PROXY_USER", USER);
      environment.put("BRIDGE_API_PROXY_PASSWORD", PASSWORD);

      shouldDoItsJob("api-proxy", environment);

      assertThat(proxy.asked())
          .contains(ELSEWHERE + ":" + api.port() + " connected")
          .allSatisfy(target -> assertThat(target).startsWith(ELSEWHERE));
    }
  }

  @Test
  void shouldSayThatTheProxyWantsALogin() throws Exception {
    try (TlsFront proxy = TlsFront.proxy(USER, PASSWORD)) {
      Map<String, String> environment = environment("https://" + ELSEWHERE);
      environment.put("BRIDGE_API_PROXY", "localhost:" + proxy.port());
      try (BridgeProcess bridge = BridgeProcess.start("api-no-login", environment)) {
        bridge.awaitReady();
        Request request = Request.task("waits");
        Sent sent = sandbox.requests().send(request);
        Outputs.until(
            "a closed door",
            () -> bridge.ready().data().path("api").asText().equals("unreachable"));
        assertThat(bridge.ready().data().path("api_detail").asText())
            .contains("407", "BRIDGE_API_PROXY_USER");
        assertThat(sandbox.outputs().deadLetters(sent)).isEmpty();
      }
    }
  }

  @Test
  void shouldEndWithOneLineWhenTheWayMakesNoSense() throws Exception {
    Map<String, String> wrong =
        Map.of(
            "BRIDGE_API_CA_FILE",
            folder.resolve("nowhere.pem").toString(),
            "BRIDGE_API_PROXY",
            "http://me:" + PASSWORD + "@proxy:3128");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      Map<String, String> environment = environment("https://" + ELSEWHERE);
      environment.put(each.getKey(), each.getValue());
      try (BridgeProcess bridge = BridgeProcess.start("wrong-" + each.getKey(), environment)) {
        assertThat(bridge.awaitEnd()).isEqualTo(1);
        assertThat(bridge.loudLines())
            .singleElement()
            .satisfies(line -> assertThat(line).contains(each.getKey()).doesNotContain(PASSWORD));
      }
    }
  }

  private void shouldDoItsJob(String name, Map<String, String> environment) {
    try (BridgeProcess bridge = BridgeProcess.start(name, environment)) {
      bridge.awaitReady();
      Request request = Request.tools(name, "weather");
      sandbox.requests().send(request);
      sandbox.requests().reply(sandbox.outputs().toolCall(request), "sunny");
      assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
      assertThat(BridgeProcess.run(name + "-check", environment, "check"))
          .contains("nothing is wrong");
      bridge.stop();
      assertThat(bridge.loudLines()).isEmpty();
    }
  }

  private Map<String, String> environment(String api) {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("BRIDGE_API_URL", api + "/api/v1");
    return environment;
  }
}
