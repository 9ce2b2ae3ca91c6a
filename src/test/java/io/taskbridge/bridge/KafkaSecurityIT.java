package io.taskbridge.bridge;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.taskapi.TestTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to log in at Kafka that SECURITY.md tells, each with the settings that stand there. */
class KafkaSecurityIT {
  private static final String PASSWORD = "pw-of-the-bridge";
  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required";
  private static final String OAUTH =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
  private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  @TempDir Path folder;

  @Test
  void shouldWorkWithTlsAndACertificateOfItsOwn() throws Exception {
    TestTls broker = TestTls.selfSigned(folder, "localhost");
    TestTls bridge = TestTls.selfSigned(folder, "bridge");
    Map<String, String> door = new HashMap<>(tls());
    door.put("ssl.client.auth", "required");
    door.put("ssl.truststore.type", "PEM");
    door.put("ssl.truststore.certificates", bridge.pem());
    Map<String, String> settings =
        Map.of(
            "KAFKA_SECURITY_PROTOCOL",
            "SSL",
            "KAFKA_SSL_TRUSTSTORE_TYPE",
            "PEM",
            "KAFKA_SSL_TRUSTSTORE_LOCATION",
            broker.pemFile(folder.resolve("ca.pem")).toString(),
            "KAFKA_SSL_KEYSTORE_TYPE",
            "PKCS12",
            "KAFKA_SSL_KEYSTORE_LOCATION",
            folder.resolve("bridge.p12").toString(),
            "KAFKA_SSL_KEYSTORE_PASSWORD",
            TestTls.PASSWORD,
            "KAFKA_SSL_KEY_PASSWORD",
            TestTls.PASSWORD);
    try (SecuredBroker secured = SecuredBroker.start("SSL", door, Map.of())) {
      shouldDoItsJob(secured, "tls", settings);
      Map<String, String> stranger = new HashMap<>(settings);
      stranger.keySet().removeIf(name -> name.contains("TRUSTSTORE"));
      shouldSayWhyNot(secured, "tls-untrusted", stranger, "SSL handshake failed");
    }
  }

  @Test
  void shouldWorkWithScramOverTls() throws Exception {
    TestTls broker = TestTls.selfSigned(folder, "localhost");
    Map<String, String> door = new HashMap<>(tls());
    door.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    door.put("scram-sha-512.sasl.jaas.config", SCRAM + ";");
    Map<String, String> settings =
        Map.of(
            "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
            "KAFKA_SASL_JAAS_CONFIG", scram(PASSWORD),
            "KAFKA_SSL_TRUSTSTORE_TYPE", "PEM",
            "KAFKA_SSL_TRUSTSTORE_LOCATION", broker.pemFile(folder.resolve("ca.pem")).toString());
    try (SecuredBroker secured =
        SecuredBroker.start("SASL_SSL", door, Map.of()).withUser("bridge", PASSWORD)) {
      shouldDoItsJob(secured, "scram", settings);
      Map<String, String> stranger = new HashMap<>(settings);
      stranger.put("KAFKA_SASL_JAAS_CONFIG", scram("another"));
      shouldSayWhyNot(
          secured, "scram-wrong", stranger, "invalid credentials with SASL mechanism SCRAM");
    }
  }

  @Test
  void shouldWorkWithOauthAndRenewItsToken() {
    try (OAuthServer oauth = OAuthServer.start("bridge", PASSWORD, Duration.ofSeconds(20))) {
      // The broker is in this process; a broker of its own is told by a variable.
      System.setProperty(ALLOWED_URLS, oauth.jwksUrl());
      Map<String, String> door =
          Map.ofEntries(
              entry("sasl.enabled.mechanisms", "OAUTHBEARER"),
              entry("oauthbearer.sasl.jaas.config", OAUTH + ";"),
              entry(
                  "oauthbearer.sasl.server.callback.handler.class",
                  "org.apache.kafka.common.security.oauthbearer."
                      + "OAuthBearerValidatorCallbackHandler"),
              entry("oauthbearer.sasl.oauthbearer.jwks.endpoint.url", oauth.jwksUrl()),
              entry("oauthbearer.sasl.oauthbearer.expected.audience", OAuthServer.AUDIENCE),
              entry("oauthbearer.connections.max.reauth.ms", "15000"));
      Map<String, String> settings =
          Map.ofEntries(
              entry("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT"),
              entry("KAFKA_SASL_MECHANISM", "OAUTHBEARER"),
              entry("KAFKA_SASL_JAAS_CONFIG", OAUTH + ";"),
              entry("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID", "bridge"),
              entry("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET", PASSWORD),
              entry(
                  "KAFKA_SASL_LOGIN_CALLBACK_HANDLER_CLASS",
                  "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler"),
              entry("KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", oauth.tokenUrl()),
              // Tokens of a real server live longer than its default of a minute.
              entry("KAFKA_SASL_LOGIN_REFRESH_MIN_PERIOD_SECONDS", "1"),
              entry("KAFKA_SASL_LOGIN_REFRESH_BUFFER_SECONDS", "1"),
              entry("JAVA_TOOL_OPTIONS", "-D" + ALLOWED_URLS + "=" + oauth.tokenUrl()));
      try (SecuredBroker secured = SecuredBroker.start("SASL_PLAINTEXT", door, Map.of())) {
        shouldDoItsJob(
            secured,
            "oauth",
            settings,
            () -> {
              int before = oauth.given();
              Outputs.until("new tokens", () -> oauth.given() > before + 1);
            });
        Map<String, String> stranger = new HashMap<>(settings);
        stranger.put("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET", "another");
        shouldSayWhyNot(secured, "oauth-wrong", stranger, "401");
      } finally {
        System.clearProperty(ALLOWED_URLS);
      }
    }
  }

  private static void shouldDoItsJob(
      SecuredBroker secured, String name, Map<String, String> settings) {
    shouldDoItsJob(secured, name, settings, () -> {});
  }

  /** Requests, a tool call and a restart, and what 'check' says. */
  private static void shouldDoItsJob(
      SecuredBroker secured, String name, Map<String, String> settings, Runnable meanwhile) {
    try (Sandbox sandbox = Sandbox.between(secured.bootstrapServers())) {
      Map<String, String> environment = environment(secured, sandbox, settings);
      try (BridgeProcess bridge = BridgeProcess.start(name, environment)) {
        bridge.awaitReady();
        meanwhile.run();
        Request request = Request.tools(name, "weather");
        sandbox.requests().send(request);
        sandbox.requests().reply(sandbox.outputs().toolCall(request), "sunny");
        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
        assertThat(BridgeProcess.run(name + "-check", environment, "check"))
            .contains("nothing is wrong");
        bridge.stop();
        assertThat(bridge.loudLines())
            .allSatisfy(line -> assertThat(line).contains("JAVA_TOOL_OPTIONS"));
      }
    }
  }

  private static void shouldSayWhyNot(
      SecuredBroker secured, String name, Map<String, String> settings, String why) {
    try (Sandbox sandbox = Sandbox.between(secured.bootstrapServers());
        BridgeProcess bridge = BridgeProcess.start(name, environment(secured, sandbox, settings))) {
      Outputs.until(
          "a word about it",
          () ->
              !bridge.isRunning()
                  || bridge.loudLines().stream()
                      .anyMatch(line -> line.contains("Kafka at localhost:")));
      assertThat(String.join("\n", bridge.loudLines())).contains(why).doesNotContain("another");
    }
  }

  private static Map<String, String> environment(
      SecuredBroker secured, Sandbox sandbox, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("KAFKA_BOOTSTRAP_SERVERS", secured.guardedServers());
    environment.putAll(settings);
    return environment;
  }

  private Map<String, String> tls() {
    return Map.of(
        "ssl.keystore.type",
        "PKCS12",
        "ssl.keystore.location",
        folder.resolve("localhost.p12").toString(),
        "ssl.keystore.password",
        TestTls.PASSWORD,
        "ssl.key.password",
        TestTls.PASSWORD);
  }

  private static String scram(String password) {
    return SCRAM + " username=\"bridge\" password=\"" + password + "\";";
  }
}
