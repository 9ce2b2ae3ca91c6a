package io.taskbridge.taskapi;

import static io.taskbridge.taskapi.Apis.TASK;
import static io.taskbridge.taskapi.Apis.WAITING;
import static io.taskbridge.taskapi.Apis.outcome;
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
import io.taskbridge.task.TaskStatus;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much, how long, how many at once. */
@QuarkusTest
@TestProfile(RestClientProfile.class)
class LimitsTest {
  private static final int CAP = 64 * 1024;

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 429, 500})
  void shouldCapTheAnswer(int status) throws IOException {
    AtomicLong written = new AtomicLong();
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write(
                      "HTTP/1.1 " + status + " X\r\nTransfer-Encoding: chunked\r\n\r\n");
                  while (true) {
                    connection.write("1000\r\n" + " ".repeat(4096) + "\r\n");
                    written.addAndGet(4096);
                  }
                });
        RestTaskApi api = Apis.open(server)) {
      ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);

      assertThat(outcome).isInstanceOf(Ambiguous.class);
      assertThat(((Ambiguous<TaskSnapshot>) outcome).httpStatus()).isEqualTo(status);
      assertThat(((Ambiguous<TaskSnapshot>) outcome).tooLong()).isEqualTo(status == 200);
      assertThat(outcome.describe()).contains("longer than " + CAP + " bytes");
      await().untilAsserted(() -> assertThat(server.closedByPeer()).isEqualTo(1));
      assertThat(written.get()).isGreaterThan(CAP);
    }
  }

  @Test
  void shouldNotEvenBeginToReadAnAnswerThatDeclaresTooMuch() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{");
                  connection.awaitClose();
                });
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.submit(api).describe()).contains("longer than");
      await().untilAsserted(() -> assertThat(server.closedByPeer()).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {CAP, CAP + 1})
  void shouldReadAnAnswerUpToTheCap(int length) throws IOException {
    String answer = WAITING + " ".repeat(length - WAITING.length());
    try (ScriptedServer server = ScriptedServer.answering(http(200, answer));
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.submit(api)).isInstanceOf(length <= CAP ? Ok.class : Ambiguous.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'r':{'id':'t-1','status':'done','output':'%s','credits_used':7,'live_url':'l'}}",
        "{'r':{'output':{'rows':['%s']},'id':'t-1','credits_used':7,'live_url':'l','status':'done'}}"
      })
  void shouldTellTheEndOfATaskWhoseAnswerIsTooLong(String form) throws IOException {
    String answer = form.replace('\'', '"').formatted("x".repeat(3 * CAP));
    try (ScriptedServer server = ScriptedServer.answering(http(200, answer));
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.get(api)).isInstanceOf(Ambiguous.class);
      assertThat(server.requests()).hasSize(1);
      TaskSnapshot task = ((Ok<TaskSnapshot>) Apis.get(api)).value();

      assertThat(task.status()).isEqualTo(TaskStatus.DONE);
      assertThat(task.creditsUsed()).isEqualTo(7);
      assertThat(task.liveUrl()).isEqualTo("l");
      assertThat(task.output()).isNull();
      assertThat(task.outputLeftOut()).contains("bridge.api.max-answer-bytes", CAP + " bytes");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void shouldTellTheEndOfATaskWhoseAnswerComesToNoEndInTime() throws IOException {
    String begin = "{\"r\":{\"id\":\"t-1\",\"status\":\"failed\",\"output\":\"";
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write(
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                          + "Content-Length: 99999999999\r\n\r\n"
                          + begin
                          + "x".repeat(2 * CAP));
                  connection.awaitClose();
                });
        RestTaskApi api = Apis.open(Apis.impatient(server.url()))) {
      assertThat(Apis.get(api)).isInstanceOf(Ambiguous.class);
      TaskSnapshot task = ((Ok<TaskSnapshot>) Apis.get(api)).value();

      assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
      assertThat(task.outputLeftOut()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "202 | {'r':{'id':'t-1','status':'running','output':'%s'}}",
        "200 | {'r':{'id':'t-1','status':'running','output':'%s'}}",
        "200 | {'r':{'id':'t-2','status':'done','output':'%s'}}",
        "200 | {'r':{'id':'t-1','status':'done','output':'%s'}}}",
        "200 | {'r':{'id':'t-1','output':'%s'}}",
        "200 | <html>%s</html>"
      })
  void shouldNotTakeJustAnyLongAnswerForTheEnd(int status, String form) throws IOException {
    String answer = form.replace('\'', '"').formatted("x".repeat(3 * CAP));
    try (ScriptedServer server = ScriptedServer.answering(http(status, answer));
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.get(api)).isInstanceOf(Ambiguous.class);
      assertThat(Apis.get(api)).isInstanceOf(Ambiguous.class);
    }
  }

  @Test
  void shouldAskAgainWhereOnlyOneAnswerWasTooLong() throws IOException {
    String end = "{\"r\":{\"id\":\"t-1\",\"status\":\"done\",\"output\":\"%s\"}}";
    AtomicLong asked = new AtomicLong();
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  while (connection.read() != null) {
                    int length = asked.getAndIncrement() == 0 ? 2 * CAP : 7;
                    connection.write(http(200, end.formatted("x".repeat(length))));
                  }
                });
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.get(api)).isInstanceOf(Ambiguous.class);
      assertThat(Apis.get(api)).isInstanceOf(Ambiguous.class);
      assertThat(((Ok<TaskSnapshot>) Apis.get(api)).value().output().text()).hasSize(9);
    }
  }

  @Test
  void shouldNotTakeAMultipartAnswerApart() throws IOException {
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: Multipart/Form-Data; boundary=b\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write(answer);
                  connection.awaitClose();
                });
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.submit(api))
          .isEqualTo(new Ambiguous<>(200, "the answer is multipart, not JSON", null));
      await().untilAsserted(() -> assertThat(server.closedByPeer()).isEqualTo(1));
    }
  }

  @Test
  void shouldNotQueueACallThatFindsNoConnection() throws IOException {
    CountDownLatch open = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.running(answeringAfter(open));
        RestTaskApi api = Apis.open(settings(server.url(), 2))) {
      CompletionStage<ApiOutcome<TaskSnapshot>> first = api.submit(Apis.BODY, null);
      CompletionStage<ApiOutcome<TaskSnapshot>> second = api.submit(Apis.BODY, null);
      await().untilAsserted(() -> assertThat(server.requests()).hasSize(2));

      ApiOutcome<TaskSnapshot> third = Apis.submit(api);
      open.countDown();

      assertThat(third).isInstanceOf(NotSent.class);
      assertThat(third.describe()).contains("bridge.api.max-connections");
      assertThat(outcome(first)).isInstanceOf(Ok.class);
      assertThat(outcome(second)).isInstanceOf(Ok.class);
      await().untilAsserted(() -> assertThat(Apis.submit(api)).isInstanceOf(Ok.class));
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void shouldWaitLongerForAnAnswerThatTheApiMayHold() throws IOException {
    CountDownLatch open = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.running(answeringAfter(open));
        RestTaskApi api =
            Apis.open(
                new TaskApiSettings(
                    server.url(),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(20),
                    8,
                    CAP))) {
      CompletionStage<ApiOutcome<TaskSnapshot>> held = api.get(TASK, OptionalLong.of(0), false);
      await().untilAsserted(() -> assertThat(server.requests()).hasSize(1));

      assertThat(Apis.get(api)).isInstanceOf(Ambiguous.class);
      assertThat(held.toCompletableFuture()).isNotDone();
      open.countDown();

      assertThat(outcome(held)).isInstanceOf(Ok.class);
    }
  }

  @Test
  void shouldCloseAnIdleConnectionBeforeTheServerDoes() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.running(
                connection -> {
                  connection.read();
                  connection.write(http(200, WAITING));
                  connection.awaitClose();
                });
        RestTaskApi api = Apis.open(server)) {
      assertThat(Apis.submit(api)).isInstanceOf(Ok.class);

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(server.closedByPeer()).isEqualTo(1));
    }
  }

  @Test
  void shouldEndCallsUnderWayWhenItIsClosed() throws IOException {
    try (ScriptedServer server = ScriptedServer.running(ScriptedServer.Connection::awaitClose)) {
      RestTaskApi api = Apis.open(server);
      CompletionStage<ApiOutcome<TaskSnapshot>> open = api.submit(Apis.BODY, null);
      await().untilAsserted(() -> assertThat(server.connections()).isEqualTo(1));

      api.close();

      assertThat(outcome(open)).isInstanceOfAny(Ambiguous.class, NotSent.class);
      assertThat(Apis.submit(api)).isInstanceOf(NotSent.class);
    }
  }

  @Test
  void shouldGiveEveryConnectionBackWhateverHappened() throws IOException {
    AtomicLong connections = new AtomicLong();
    ScriptedServer.Script troubles =
        connection -> {
          switch ((int) connections.getAndIncrement()) {
            case 0 -> {
              connection.read();
              connection.reset();
            }
            case 1 -> {
              connection.read();
              connection.awaitClose();
            }
            case 2 -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n");
              connection.awaitClose();
            }
            case 3 -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Type: ;\r\nContent-Length: 1\r\n\r\n1");
              connection.awaitClose();
            }
            default -> answeringAfter(new CountDownLatch(0)).serve(connection);
          }
        };
    try (ScriptedServer server = ScriptedServer.running(troubles);
        RestTaskApi api =
            Apis.open(
                new TaskApiSettings(
                    server.url(),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(20),
                    1,
                    CAP))) {
      for (int i = 0; i < 4; i++) {
        int soFar = i + 1;
        await()
            .untilAsserted(
                () -> {
                  assertThat(Apis.submit(api)).isInstanceOf(Ambiguous.class);
                  assertThat(connections).hasValue(soFar);
                });
      }

      await().untilAsserted(() -> assertThat(Apis.submit(api)).isInstanceOf(Ok.class));
    }
  }

  private static TaskApiSettings settings(URI url, int maxConnections) {
    return new TaskApiSettings(
        url,
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        maxConnections,
        CAP);
  }

  private static ScriptedServer.Script answeringAfter(CountDownLatch open) {
    return connection -> {
      while (connection.read() != null) {
        try {
          if (!open.await(20, TimeUnit.SECONDS)) {
            throw new IOException("the test never let the answer go");
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
        connection.write(http(200, WAITING));
      }
    };
  }
}
