package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest extends ApiTestBase {

  private static final String TASK = "{\"task\": \"x\"}";

  @ParameterizedTest
  @CsvSource({"before, 0", "after, 1"})
  void shouldResetTheConnectionBeforeOrAfterTheTaskExists(String when, int tasks) throws Exception {
    // given
    api.addFaults(
        "{\"op\": \"submit\", \"kind\": \"reset\", \"when\": \"%s\", \"count\": 1}"
            .formatted(when));

    // when
    try (Socket socket = sendRaw(TASK)) {

      // then
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(api.tasks()).hasSize(tasks);
    assertThat(api.summary().path("calls").path("submit").path("reset").asInt()).isEqualTo(1);
    assertThat(client.post("/task", TASK).status()).isEqualTo(200);
  }

  @Test
  void shouldStrikeExtensionsAlone() {
    api.addFaults("{\"op\": \"extension\", \"kind\": \"status\", \"status\": 503}");

    assertThat(client.get("/extension").status()).isEqualTo(503);
    assertThat(client.post("/task", TASK).status()).isEqualTo(200);
  }

  @Test
  void shouldCloseInOrderWithoutAnAnswer() throws Exception {
    api.addFaults("{\"op\": \"submit\", \"kind\": \"close\"}");

    try (Socket socket = sendRaw(TASK)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"500, before, 0", "502, after, 1", "503, before, 0", "504, after, 1"})
  void shouldAnswerAnErrorBeforeOrAfterHandling(int status, String when, int tasks) {
    api.addFaults(
        "{\"op\": \"submit\", \"kind\": \"status\", \"status\": %d, \"when\": \"%s\"}"
            .formatted(status, when));

    ApiClient.Reply reply = client.post("/task", TASK);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body().has("detail")).isTrue();
    assertThat(api.tasks()).hasSize(tasks);
  }

  @Test
  void shouldPromiseMoreThanItSendsWhenTruncating() throws Exception {
    // given
    api.addFaults("{\"op\": \"submit\", \"kind\": \"truncate\"}");

    // when
    String answer;
    try (Socket socket = sendRaw(TASK)) {
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // then
    String[] parts = answer.split("\r\n\r\n", 2);
    int promised = Integer.parseInt(parts[0].replaceAll("(?is).*content-length: (\\d+).*", "$1"));
    assertThat(parts[0]).startsWith("HTTP/1.1 200");
    assertThat(parts[1]).startsWith("{\"r\":").hasSizeLessThan(promised);
    assertThat(api.tasks()).hasSize(1);
  }

  @Test
  void shouldAnswerWithWhatIsNoJsonWithNothingAndWithARedirect() {
    api.addFaults(
        """
        [{"op": "submit", "kind": "not_json", "count": 1}, {"op": "submit", "kind": "empty", "count": 1},
         {"op": "submit", "kind": "redirect", "count": 1, "location": "http://127.0.0.1:1/"}]""");

    assertThat(client.post("/task", TASK).text()).startsWith("<!DOCTYPE html>");
    assertThat(client.post("/task", TASK).text()).isEmpty();
    assertThat(client.post("/task", TASK).status()).isEqualTo(307);
    assertThat(client.post("/task", TASK).status()).isEqualTo(200);
    assertThat(api.tasks()).hasSize(3);
  }

  @Test
  void shouldSendAHugeAnswerThatIsRightOtherwise() {
    // given
    String id = client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.run_ms\": -1}}");
    api.addFaults("{\"op\": \"get\", \"kind\": \"huge\", \"mb\": 9}");

    // when
    ApiClient.Reply reply = client.task(id);

    // then
    assertThat(reply.text()).hasSizeGreaterThan(9 * 1024 * 1024);
    assertThat(reply.r().path("id").asText()).isEqualTo(id);
  }

  @Test
  void shouldAnswerLateWhenSlow() {
    api.addFaults("{\"op\": \"list\", \"kind\": \"slow\", \"ms\": 120}");

    long asked = System.nanoTime();
    ApiClient.Reply reply = client.get("/task");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(System.nanoTime() - asked).isGreaterThanOrEqualTo(119_000_000L);
  }

  @Test
  void shouldStrikeOneTaskOnlyWhenItsScriptSaysSo() {
    // given
    String faulty =
        client.submit(
            """
            {"task": "x", "metadata": {"sandbox.run_ms": -1,
              "sandbox.faults": "[{\\"op\\": \\"get\\", \\"kind\\": \\"status\\", \\"status\\": 500, \\"count\\": 2}]"}}""");
    String sound = client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.run_ms\": -1}}");

    // when, then
    assertThat(client.task(faulty).status()).isEqualTo(500);
    assertThat(client.task(sound).status()).isEqualTo(202);
    assertThat(client.task(faulty).status()).isEqualTo(500);
    assertThat(client.task(faulty).status()).isEqualTo(202);
  }

  @Test
  void shouldStrikeTheFirstSubmissionsOfOneBodyOnly() {
    // given
    String body =
        "{\"task\": \"%s\", \"metadata\": {\"sandbox.refuse\": 503, \"sandbox.refuse_times\": 1}}";

    // when, then
    assertThat(client.post("/task", body.formatted("a")).status()).isEqualTo(503);
    assertThat(client.post("/task", body.formatted("b")).status()).isEqualTo(503);
    assertThat(client.post("/task", body.formatted("a")).status()).isEqualTo(200);
  }

  @Test
  void shouldStrikeSomeCallsWithASeededChance() {
    api.addFaults("{\"op\": \"list\", \"kind\": \"status\", \"probability\": 0.5}");

    List<Integer> first = statusesAfterSeed();
    List<Integer> second = statusesAfterSeed();

    assertThat(first).contains(200, 503).isEqualTo(second);
  }

  @Test
  void shouldBeDownAndComeBackOnTheSamePort() {
    // given
    String id = client.submit("{\"task\": \"x\"}");

    // when
    api.goDown();
    assertThatThrownBy(() -> client.get("/task")).hasRootCauseInstanceOf(IOException.class);
    api.comeBack();

    // then
    untilStatus(id, "done");
  }

  private List<Integer> statusesAfterSeed() {
    client.root("POST", "/control/seed", "{\"seed\": 7}");
    return IntStream.range(0, 30).mapToObj(i -> client.get("/task").status()).toList();
  }

  private Socket sendRaw(String body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
    socket
        .getOutputStream()
        .write(
            ("POST /api/v1/task HTTP/1.1\r\nHost: localhost\r\napikey: sandbox-key\r\n"
                    + "Content-Length: %d\r\n\r\n%s")
                .formatted(body.length(), body)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }
}
