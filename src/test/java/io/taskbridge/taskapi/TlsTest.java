package io.taskbridge.taskapi;

import static io.taskbridge.taskapi.Apis.WAITING;
import static io.taskbridge.taskapi.ScriptedServer.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.ApiOutcome.NotSent;
import io.taskbridge.task.ApiOutcome.Ok;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@TestProfile(RestClientProfile.class)
class TlsTest {
  @TempDir static Path folder;
  private static TestTls tls;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = TestTls.selfSigned(folder, "localhost");
  }

  @Test
  void shouldTalkToAServerThatItWasToldToTrust() throws Exception {
    try (ScriptedServer server = ScriptedServer.running(tls.server(), answering());
        RestTaskApi api = open(Apis.settings(url(server, "localhost")), tls)) {
      assertThat(Apis.submit(api)).isInstanceOf(Ok.class);
    }
  }

  @Test
  void shouldNotSendToAServerThatItDoesNotTrust() throws Exception {
    try (ScriptedServer server = ScriptedServer.running(tls.server(), answering());
        RestTaskApi api = Apis.open(Apis.settings(url(server, "localhost")))) {
      ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);

      assertThat(outcome).isInstanceOf(NotSent.class);
      assertThat(outcome.describe()).contains("SSLHandshakeException");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void shouldNotSendToAServerThatIsAnotherThanItSays() throws Exception {
    TestTls other = TestTls.selfSigned(folder, "other.example");
    try (ScriptedServer server = ScriptedServer.running(other.server(), answering());
        RestTaskApi api = open(Apis.settings(url(server, "localhost")), other)) {
      assertThat(Apis.submit(api)).isInstanceOf(NotSent.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void shouldNotSendToAServerThatSpeaksNoTls() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.running(connection -> connection.write(http(200, WAITING)));
        RestTaskApi api = Apis.open(Apis.settings(url(server, "localhost")))) {
      assertThat(Apis.submit(api)).isInstanceOf(NotSent.class);
    }
  }

  @Test
  void shouldNotSendWhenTheHandshakeIsNeverAnswered() throws IOException {
    TaskApiSettings settings;
    try (ScriptedServer server = ScriptedServer.running(ScriptedServer.Connection::awaitClose)) {
      settings =
          new TaskApiSettings(
              url(server, "localhost"),
              Duration.ofMillis(200),
              Duration.ofSeconds(20),
              Duration.ofSeconds(20),
              8,
              4096);
      try (RestTaskApi api = Apis.open(settings)) {
        assertThat(Apis.submit(api)).isInstanceOf(NotSent.class);
        await().untilAsserted(() -> assertThat(server.closedByPeer()).isEqualTo(1));
      }
    }
  }

  @Test
  void shouldNotSendAnyMoreOnceItGaveUp() throws Exception {
    CountDownLatch handshake = new CountDownLatch(1);
    ScriptedServer.Script slow =
        connection -> {
          awaitOpen(handshake);
          answering().serve(connection);
        };
    try (ScriptedServer server = ScriptedServer.running(tls.server(), slow);
        RestTaskApi api =
            open(
                new TaskApiSettings(
                    url(server, "localhost"),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(20),
                    1,
                    4096),
                tls)) {
      ApiOutcome<TaskSnapshot> late = Apis.submit(api);
      handshake.countDown();

      assertThat(late).isEqualTo(new NotSent<>("no connection in time, so nothing was sent"));
      // The one place in the pool comes free when the late connection is given back unused.
      await().untilAsserted(() -> assertThat(Apis.get(api)).isInstanceOf(Ok.class));
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.requests())
          .allSatisfy(request -> assertThat(request.line()).startsWith("GET "));
    }
  }

  private static ScriptedServer.Script answering() {
    return connection -> {
      while (connection.read() != null) {
        connection.write(http(200, WAITING));
      }
    };
  }

  private static RestTaskApi open(TaskApiSettings settings, TestTls trusted)
      throws GeneralSecurityException, IOException {
    var trust = trusted.trust();
    return RestTaskApi.open(
        settings,
        () -> Apis.KEY,
        Apis.CLOCK,
        builder -> builder.trustStore(trust, TestTls.PASSWORD),
        CallMonitor.SILENT);
  }

  private static URI url(ScriptedServer server, String host) {
    return URI.create("https://" + host + ":" + server.port() + "/api/v1");
  }

  private static void awaitOpen(CountDownLatch gate) throws IOException {
    try {
      if (!gate.await(20, TimeUnit.SECONDS)) {
        throw new IOException("the test never opened the gate");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
