package io.taskbridge.taskapi;

import static io.taskbridge.taskapi.Apis.TASK;
import static io.taskbridge.taskapi.Apis.WAITING;
import static io.taskbridge.taskapi.Apis.outcome;
import static io.taskbridge.taskapi.ScriptedServer.http;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.ApiOutcome.Ambiguous;
import io.taskbridge.task.ApiOutcome.CreditsExhausted;
import io.taskbridge.task.ApiOutcome.NotAuthenticated;
import io.taskbridge.task.ApiOutcome.NotSent;
import io.taskbridge.task.ApiOutcome.Ok;
import io.taskbridge.task.ApiOutcome.Refused;
import io.taskbridge.task.ApiOutcome.Throttled;
import io.taskbridge.task.Json;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each answer of the API means. */
@QuarkusTest
@TestProfile(RestClientProfile.class)
class AnswerMeaningTest {
  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202})
  void shouldTakeASuccess(int status) throws IOException {
    assertThat(submitted(http(status, WAITING))).isInstanceOf(Ok.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{}",
        "[]",
        "<html>busy</html>",
        "{\"r\":null}",
        "{\"r\":{\"id\":\"t-1\"}}",
        "{\"r\":{\"status\":\"waiting\"}}",
        "{\"r\":{\"id\":\" \",\"status\":\"waiting\"}}",
        "{\"r\":{\"id\":\"t-1\",\"status\":\"waiting\"}",
        "{\"r\":{\"id\":\"t-1\",\"status\":\"waiting\"}} more",
        "{\"detail\":\"but no task\"}",
        "{\"r\":[{\"id\":\"t-1\",\"status\":\"waiting\"}]}"
      })
  void shouldCallAnUnreadableSuccessAmbiguous(String body) throws IOException {
    ApiOutcome<TaskSnapshot> outcome = submitted(http(200, body));

    assertThat(outcome).isInstanceOf(Ambiguous.class);
    assertThat(((Ambiguous<TaskSnapshot>) outcome).httpStatus()).isEqualTo(200);
  }

  @Test
  void shouldCallAnAnswerThatIsNestedTooDeeplyAmbiguous() throws IOException {
    String deep = "[".repeat(300) + "]".repeat(300);

    assertThat(submitted(http(200, "{\"r\":{\"id\":\"t\",\"status\":\"done\",\"output\":" + deep)))
        .isInstanceOf(Ambiguous.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 409, 410, 413, 415, 422, 451})
  void shouldTakeARefusalWithItsDetail(int status) throws IOException {
    ApiOutcome<TaskSnapshot> outcome = submitted(http(status, "{\"detail\":\"no such thing\"}"));

    assertThat(outcome)
        .isEqualTo(new Refused<>(status, "no such thing", new Json("\"no such thing\"")));
  }

  @Test
  void shouldMakeASentenceOfAListOfProblems() throws IOException {
    String list =
        "[{\"loc\":[\"body\",\"steps\",0],\"msg\":\"must be positive\",\"input\":\"hush\"},"
            + "{\"msg\":\"bad\"}]";

    ApiOutcome<TaskSnapshot> outcome = submitted(http(422, "{\"detail\":" + list + "}"));

    assertThat(outcome)
        .isEqualTo(new Refused<>(422, "body.steps.0: must be positive; bad", new Json(list)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bad Request", "{\"error\":\"x\"}", "{\"detail\":null}"})
  void shouldTakeARefusalWithoutDetail(String body) throws IOException {
    assertThat(submitted(http(400, body)))
        .isEqualTo(new Refused<>(400, "HTTP 400 without a reason", null));
  }

  @Test
  void shouldTellAFeatureOfThePlanFromAKeyThatIsNotAccepted() throws IOException {
    assertThat(submitted(http(403, "{\"detail\":\"Stealth mode needs a premium plan\"}")))
        .isInstanceOf(Refused.class);
    assertThat(submitted(http(403, "{\"detail\":\"Invalid API key\"}")))
        .isEqualTo(new NotAuthenticated<>(403, "Invalid API key"));
    assertThat(submitted(http(403, ""))).isInstanceOf(Refused.class);
    assertThat(submitted(http(401, ""))).isInstanceOf(NotAuthenticated.class);
  }

  @Test
  void shouldTellCreditsFromConcurrency() throws IOException {
    assertThat(
            submitted(
                http(
                    429,
                    "{\"detail\":\"API credits exhausted. Please upgrade your plan.\"}",
                    "Retry-After: 7200")))
        .isEqualTo(
            new CreditsExhausted<>(
                "API credits exhausted. Please upgrade your plan.", Duration.ofHours(1)));
    assertThat(
            submitted(
                http(429, "{\"detail\":\"Concurrent session limit reached\"}", "Retry-After: 7")))
        .isEqualTo(new Throttled<>("Concurrent session limit reached", Duration.ofSeconds(7)));
    assertThat(submitted(http(429, "slow"))).isInstanceOf(Throttled.class);
    assertThat(submitted(http(402, ""))).isInstanceOf(CreditsExhausted.class);
  }

  @Test
  void shouldReadARetryAfterThatIsADate() throws IOException {
    assertThat(submitted(http(429, "", "Retry-After: Sun, 01 Mar 2026 12:00:30 GMT")))
        .isEqualTo(new Throttled<>("HTTP 429 without a reason", Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void shouldNotFollowARedirectButSayWhereItLeads(int status) throws IOException {
    ApiOutcome<TaskSnapshot> outcome =
        submitted(http(status, "", "Location: https://u:p@new.example/api/v2/task?k=v"));

    assertThat(outcome).isInstanceOf(NotSent.class);
    assertThat(((NotSent<TaskSnapshot>) outcome).reason())
        .contains("to https://new.example/api/v2:")
        .contains("BRIDGE_API_URL")
        .doesNotContain("u:p", "k=v");
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 303, 304, 408, 425, 500, 501, 502, 503, 504, 520, 599, 600, 999})
  void shouldCallTheRestAmbiguous(int status) throws IOException {
    String answer =
        status == 304
            ? "HTTP/1.1 304 X\r\nRetry-After: 3\r\n\r\n"
            : http(status, "", "Retry-After: 3");

    ApiOutcome<TaskSnapshot> outcome = submitted(answer);

    assertThat(outcome).isInstanceOf(Ambiguous.class);
    assertThat(((Ambiguous<TaskSnapshot>) outcome).httpStatus()).isEqualTo(status);
    assertThat(((Ambiguous<TaskSnapshot>) outcome).retryAfter()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldCallAProxyThatWantsCredentialsNotSent() throws IOException {
    ApiOutcome<TaskSnapshot> outcome = submitted(http(407, "", "Proxy-Authenticate: Basic"));

    assertThat(outcome).isInstanceOf(NotSent.class);
    assertThat(outcome.describe()).contains("the proxy wants");
  }

  @Test
  void shouldTakeUnknownTasksAsRefused() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.answering(http(404, "{\"detail\":\"Task not found\"}"));
        RestTaskApi api = Apis.open(server)) {
      assertThat(outcome(api.get(TASK, OptionalLong.empty(), false))).isInstanceOf(Refused.class);
      assertThat(outcome(api.cancel(TASK))).isInstanceOf(Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405})
  void shouldTakeAListThatIsNotThereForAnotherPlace(int status) throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(status, "<html>no</html>"));
        RestTaskApi api = Apis.open(server)) {
      assertThat(outcome(api.list(OptionalLong.empty(), 1)))
          .isEqualTo(new ApiOutcome.NotTheApi<>(status));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 403, 422, 429})
  void shouldNotRepeatTheKeyThatTheApiComplainsAbout(int status) throws IOException {
    String detail = "{\"detail\":\"Invalid API key " + Apis.KEY + "\"}";

    ApiOutcome<TaskSnapshot> outcome = submitted(http(status, detail));

    assertThat(outcome.describe()).contains("Invalid API key ***");
    assertThat(outcome.toString()).doesNotContain(Apis.KEY);
  }

  private static ApiOutcome<TaskSnapshot> submitted(String answer) throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(answer);
        RestTaskApi api = Apis.open(server)) {
      ApiOutcome<TaskSnapshot> outcome = Apis.submit(api);
      assertThat(server.requests()).hasSize(1);
      return outcome;
    }
  }
}
