package io.taskbridge.taskapi;

import static io.taskbridge.taskapi.Apis.TASK;
import static io.taskbridge.taskapi.Apis.WAITING;
import static io.taskbridge.taskapi.Apis.outcome;
import static io.taskbridge.taskapi.ScriptedServer.http;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Json;
import io.taskbridge.task.TaskApi.OutgoingEvent;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(RestClientProfile.class)
class WireTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void shouldSendTheBodyUntouchedWithKeyAndTrace() throws IOException {
    Json body = new Json("{ \"task\":\"größer\", \"x_new\":[1.10, 12345678901234567890, null]}");
    try (ScriptedServer server = ScriptedServer.answering(http(200, WAITING));
        RestTaskApi api = Apis.open(server)) {
      outcome(api.submit(body, TRACE));

      ScriptedServer.Request request = server.requests().get(0);
      assertThat(request.line()).isEqualTo("POST /api/v1/task HTTP/1.1");
      assertThat(request.body()).isEqualTo(body.text());
      assertThat(request.header("apikey")).isEqualTo(Apis.KEY);
      assertThat(request.header("traceparent")).isEqualTo(TRACE);
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
      assertThat(request.header("Accept")).isEqualTo("application/json");
      assertThat(request.header("User-Agent")).isEqualTo("kafka-task-bridge");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "00-zz-1-1", "x\r\nevil: 1"})
  void shouldNotSendATraceThatIsNone(String trace) throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, WAITING));
        RestTaskApi api = Apis.open(server)) {
      ApiOutcome<TaskSnapshot> outcome = outcome(api.submit(Apis.BODY, trace));

      assertThat(outcome).isInstanceOf(ApiOutcome.Ok.class);
      assertThat(server.requests().get(0).header("traceparent")).isNull();
      assertThat(server.requests().get(0).header("evil")).isNull();
    }
  }

  @Test
  void shouldBringBackEveryFieldKnownOrNot() throws IOException {
    String answer =
        """
        {"r":{"id":"t-1","zeta":{"b":1.10,"a":[12345678901234567890]},"status":"done",
        "output":{"z":0.1000,"a":null},"credits_used":3,"device":"mobile",
        "live_url":"l","recording_url":"","downloads_url":"d","created_at":1700000000.75,
        "events":[{"id":"e","name":"tool_call","payload":{"name":"lookup",
        "input":{"k":1.0}},"timestamp":17000000001.0},
        {"name":"no payload"},{"payload":{}},7,null],
        "alpha":"é\\n"},"envelope":1}
        """;
    try (ScriptedServer server = ScriptedServer.answering(http(200, answer));
        RestTaskApi api = Apis.open(server)) {
      TaskSnapshot task = ok(api.get(TASK, OptionalLong.of(5), true));

      assertThat(task.status().terminal()).isTrue();
      assertThat(task.output().text()).isEqualTo("{\"z\":0.1000,\"a\":null}");
      assertThat(task.creditsUsed()).isEqualTo(3);
      assertThat(task.createdAt()).isEqualTo(1_700_000_000L);
      assertThat(task.recordingUrl()).isEmpty();
      assertThat(task.unknown().text())
          .isEqualTo("{\"zeta\":{\"b\":1.10,\"a\":[12345678901234567890]},\"alpha\":\"é\\n\"}");
      assertThat(task.events()).hasSize(1);
      assertThat(task.events().get(0).payload())
          .isEqualTo(new ApiEvent.Payload.Call("lookup", new Json("{\"k\":1.0}")));
      assertThat(task.events().get(0).timestamp()).isEqualTo(17_000_000_001L);
    }
  }

  @Test
  void shouldAskForWhatWasAskedFor() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(202, WAITING));
        RestTaskApi api = Apis.open(server)) {
      outcome(api.get(TASK, OptionalLong.empty(), false));
      outcome(api.get(TASK, OptionalLong.of(17), true));

      assertThat(server.requests())
          .extracting(ScriptedServer.Request::line)
          .containsExactly(
              "GET /api/v1/task/t-1 HTTP/1.1",
              "GET /api/v1/task/t-1?event_t=17&downloads=true HTTP/1.1");
    }
  }

  @Test
  void shouldList() throws IOException {
    String answer =
        "{\"r\":[{\"id\":\"b\",\"status\":\"running\"},{\"id\":\"a\",\"status\":\"napping\"}]}";
    try (ScriptedServer server = ScriptedServer.answering(http(200, answer));
        RestTaskApi api = Apis.open(server)) {
      List<TaskSnapshot> tasks = ok(api.list(OptionalLong.of(99), 128));
      ok(api.list(OptionalLong.empty(), 1));

      assertThat(tasks).extracting(task -> task.id().value()).containsExactly("b", "a");
      assertThat(tasks.get(1).status().name()).isEqualTo("napping");
      assertThat(tasks.get(1).status().terminal()).isFalse();
      assertThat(server.requests())
          .extracting(ScriptedServer.Request::line)
          .containsExactly("GET /api/v1/task?t=99&l=128 HTTP/1.1", "GET /api/v1/task?l=1 HTTP/1.1");
    }
  }

  @Test
  void shouldCancel() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, "{\"r\":true}"));
        RestTaskApi api = Apis.open(server)) {
      assertThat(ok(api.cancel(TASK))).isTrue();

      assertThat(server.requests().get(0).line()).isEqualTo("DELETE /api/v1/task/t-1 HTTP/1.1");
      assertThat(server.requests().get(0).header("apikey")).isEqualTo(Apis.KEY);
    }
  }

  @Test
  void shouldSendAnEventWithItsPayloadAsItIs() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, "{\"r\":{\"id\":\"e-9\"}}"));
        RestTaskApi api = Apis.open(server)) {
      String id =
          ok(
              api.send(
                  TASK,
                  new OutgoingEvent("c\"1", "tool_call", new Json("{\"code\":200, \"o\":1.0}"))));
      ok(api.send(TASK, new OutgoingEvent(null, "browser_action", new Json("{}"))));

      assertThat(id).isEqualTo("e-9");
      assertThat(server.requests().get(0).line()).isEqualTo("POST /api/v1/task/t-1/event HTTP/1.1");
      assertThat(server.requests().get(0).body())
          .isEqualTo(
              "{\"name\":\"tool_call\",\"payload\":{\"code\":200, \"o\":1.0},\"id\":\"c\\\"1\"}");
      assertThat(server.requests().get(1).body())
          .isEqualTo("{\"name\":\"browser_action\",\"payload\":{}}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a%2Fb",
    "a b, a%20b",
    "a%2Fb, a%252Fb",
    "../x, ..%2Fx",
    "a?b#c, a%3Fb%23c",
    "{id}, %7Bid%7D",
    "é, %C3%A9"
  })
  void shouldEncodeAnIdAsOneSegmentOfThePath(String id, String expected) throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, WAITING));
        RestTaskApi api = Apis.open(server)) {
      outcome(api.get(new TaskId(id), OptionalLong.empty(), false));
      outcome(api.send(new TaskId(id), new OutgoingEvent(null, "n", new Json("{}"))));

      assertThat(server.requests())
          .extracting(ScriptedServer.Request::line)
          .containsExactly(
              "GET /api/v1/task/" + expected + " HTTP/1.1",
              "POST /api/v1/task/" + expected + "/event HTTP/1.1");
    }
  }

  @ParameterizedTest
  @CsvSource({"'', /task", "/, /task", "/api/v1, /api/v1/task", "/api/v1/, /api/v1/task"})
  void shouldTakeTheBaseUrlWithOrWithoutASlash(String base, String expected) throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, WAITING));
        RestTaskApi api =
            Apis.open(Apis.settings(URI.create("http://127.0.0.1:" + server.port() + base)))) {
      Apis.submit(api);

      assertThat(server.requests().get(0).line()).isEqualTo("POST " + expected + " HTTP/1.1");
    }
  }

  @Test
  void shouldSendTheKeyOfTheMoment() throws IOException {
    AtomicReference<String> key = new AtomicReference<>("first");
    try (ScriptedServer server = ScriptedServer.answering(http(200, WAITING));
        RestTaskApi api =
            RestTaskApi.open(
                Apis.settings(server.url()),
                key::get,
                Apis.CLOCK,
                RestTaskApi.RestClientCustomizer.NONE,
                CallMonitor.SILENT)) {
      Apis.submit(api);
      key.set("second");
      Apis.submit(api);

      assertThat(server.requests())
          .extracting(request -> request.header("apikey"))
          .containsExactly("first", "second");
    }
  }

  @Test
  void shouldReuseAConnectionThatStaysOpen() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, WAITING));
        RestTaskApi api = Apis.open(server)) {
      for (int i = 0; i < 20; i++) {
        assertThat(Apis.get(api)).isInstanceOf(ApiOutcome.Ok.class);
      }

      assertThat(server.connections()).isEqualTo(1);
    }
  }

  private static <T> T ok(CompletionStage<ApiOutcome<T>> call) {
    ApiOutcome<T> outcome = outcome(call);
    assertThat(outcome).isInstanceOf(ApiOutcome.Ok.class);
    return ((ApiOutcome.Ok<T>) outcome).value();
  }
}
