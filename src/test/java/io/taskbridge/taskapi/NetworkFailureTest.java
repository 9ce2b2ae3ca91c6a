package io.taskbridge.taskapi;

import static io.taskbridge.taskapi.Apis.WAITING;
import static io.taskbridge.taskapi.ScriptedServer.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.ApiOutcome.Ambiguous;
import io.taskbridge.task.ApiOutcome.NotSent;
import io.taskbridge.task.ApiOutcome.Ok;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call without a readable answer comes to: not sent only where that is certain. */
@QuarkusTest
@TestProfile(RestClientProfile.class)
class NetworkFailureTest {
  @Test
  void shouldCallRefusedConnectionNotSent() throws IOException {
    int port;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }

    NotSent<TaskSnapshot> outcome = notSent(URI.create("http://127.0.0.1:" + port));

    assertThat(outcome.reason()).contains("Connection refused");
  }

  @Test
  void shouldCallUnknownHostNotSent() {
    NotSent<TaskSnapshot> outcome = notSent(URI.create("http://no-such-host.invalid"));

    assertThat(outcome.reason()).startsWith("no connection: UnknownHost");
  }

  @Test
  void shouldCallAConnectionThatNeverComesAboutNotSent() throws IOException {
    // The listener's queue is full, so the kernel leaves the next handshake unanswered.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Fill fill = new Fill(full);
        RestTaskApi api =
            Apis.open(Apis.impatient(URI.create("http://127.0.0.1:" + full.getLocalPort())))) {
      assertThat(fill.connections()).isPositive();

      assertThat(Apis.submit(api)).isInstanceOf(NotSent.class);
    }
  }

  @Test
  void shouldCallResetAfterReadingAmbiguous() throws IOException {
    ambiguous(
        connection -> {
          connection.read();
          connection.reset();
        });
  }

  @Test
  void shouldCallResetInTheMiddleOfReadingAmbiguous() throws IOException {
    ambiguous(
        connection -> {
          connection.awaitFirstByte();
          connection.reset();
        });
  }

  @Test
  void shouldCallCloseAfterReadingAmbiguous() throws IOException {
    ambiguous(ScriptedServer.Connection::read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/7.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: ;;;\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 102 Processing\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        ""
      })
  void shouldCallABrokenAnswerAmbiguous(String answer) throws IOException {
    ambiguous(
        connection -> {
          connection.read();
          connection.write(answer);
        });
  }

  @Test
  void shouldCallATruncatedAnswerAmbiguousAndTellItsStatus() throws IOException {
    Ambiguous<TaskSnapshot> outcome =
        ambiguous(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + WAITING);
            });

    assertThat(outcome.httpStatus()).isEqualTo(200);
  }

  @Test
  void shouldCallSilenceAmbiguousAndCloseTheConnection() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.awaitClose();
                });
        RestTaskApi api = Apis.open(Apis.impatient(server.url()))) {
      ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);

      assertThat(outcome).isEqualTo(new Ambiguous<>(0, "no answer within 400 ms", null));
      await().untilAsserted(() -> assertThat(server.closedByPeer()).isEqualTo(1));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void shouldNotWaitForeverForTheRestOfAnAnswer() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  while (true) {
                    // Always something, never an end: an idle time-out would not notice.
                    connection.write("1\r\n \r\n");
                    LockSupport.parkNanos(20_000_000);
                  }
                });
        RestTaskApi api = Apis.open(Apis.impatient(server.url()))) {
      ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);

      assertThat(outcome).isEqualTo(new Ambiguous<>(200, "no complete answer within 400 ms", null));
      await().untilAsserted(() -> assertThat(server.closedByPeer()).isEqualTo(1));
    }
  }

  @Test
  void shouldNotRepeatPostOnStaleKeepAlive() throws IOException {
    // Answers once per connection and closes it without a word as the next request arrives.
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write(http(200, WAITING));
                  connection.read();
                });
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.submit(api)).isInstanceOf(Ok.class);

      ApiOutcome<TaskSnapshot> second = Apis.submit(api);

      assertThat(second).isInstanceOf(Ambiguous.class);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void shouldNotRepeatPostOnAResetKeepAlive() throws IOException {
    AtomicInteger seen = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  while (connection.read() != null) {
                    if (seen.incrementAndGet() % 2 == 0) {
                      connection.reset();
                      return;
                    }
                    connection.write(http(200, WAITING));
                  }
                });
        RestTaskApi api = Apis.open(server)) {
      for (int i = 0; i < 10; i++) {
        ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);
        assertThat(outcome).isInstanceOf(i % 2 == 0 ? Ok.class : Ambiguous.class);
      }

      assertThat(server.requests()).hasSize(10);
    }
  }

  @Test
  void shouldUseANewConnectionOnceTheIdleOneWasClosed() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write(http(200, WAITING, "Connection: close"));
                });
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.submit(api)).isInstanceOf(Ok.class);
      assertThat(Apis.submit(api)).isInstanceOf(Ok.class);

      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void shouldKeepKeyAndBodyOutOfWhatItSays() throws IOException {
    // The server echoes the request as its answer's status line.
    Ambiguous<TaskSnapshot> outcome =
        ambiguous(
            connection -> {
              ScriptedServer.Request request = connection.read();
              connection.write(request.header("apikey") + " " + request.body() + "\r\n\r\n");
            });

    assertThat(outcome.describe()).doesNotContain(Apis.KEY, "secret");
  }

  private static NotSent<TaskSnapshot> notSent(URI url) {
    try (RestTaskApi api = Apis.open(Apis.settings(url))) {
      ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);
      assertThat(outcome).isInstanceOf(NotSent.class);
      return (NotSent<TaskSnapshot>) outcome;
    }
  }

  private static Ambiguous<TaskSnapshot> ambiguous(ScriptedServer.Script script)
      throws IOException {
    try (ScriptedServer server = ScriptedServer.running(script);
        RestTaskApi api = Apis.open(server)) {
      ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);
      assertThat(outcome).isInstanceOf(Ambiguous.class);
      assertThat(server.requests().size()).isLessThanOrEqualTo(1);
      assertThat(server.connections()).isEqualTo(1);
      return (Ambiguous<TaskSnapshot>) outcome;
    }
  }
}
