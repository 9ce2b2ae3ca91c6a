package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest extends ApiTestBase {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"task\": 7}|string_type|task",
        "{\"task\": \"x\", \"max_steps\": 1}|greater_than_equal|max_steps",
        "{\"task\": \"x\", \"max_steps\": 129}|less_than_equal|max_steps",
        "{\"task\": \"x\", \"max_steps\": \"many\"}|int_type|max_steps",
        "{\"task\": \"x\", \"device\": \"watch\"}|literal_error|device",
        "{\"task\": \"x\", \"agent\": null}|literal_error|agent",
        "{\"task\": \"x\", \"url\": \"news.example\"}|url_parsing|url",
        "{\"task\": \"x\", \"files\": [1]}|string_type|files",
        "{\"task\": \"x\", \"metadata\": {\"a\": {}}}|string_type|metadata",
        "{\"task\": \"x\", \"custom_tools\": [{\"name\": \"n\"}]}|missing|custom_tools",
        "{\"task\": \"x\", \"stealth_mode\": \"yes\"}|bool_type|stealth_mode",
        "{\"task\": \"x\", \"response_model\": []}|dict_type|response_model",
        "[]|model_attributes_type|",
        "{\"task\": |json_invalid|0"
      })
  void shouldSayWhichFieldIsInvalid(String body, String type, String field) {
    ApiClient.Reply reply = client.post("/task", body);

    assertThat(reply.status()).isEqualTo(422);
    JsonNode first = reply.body().path("detail").path(0);
    assertThat(first.path("type").asText()).isEqualTo(type);
    assertThat(first.path("loc").path(0).asText()).isEqualTo("body");
    assertThat(first.path("loc").path(1).asText()).isEqualTo(field == null ? "" : field);
    assertThat(first.path("msg").asText()).isNotBlank();
    assertThat(first.has("input")).isTrue();
    assertThat(api.tasks()).isEmpty();
  }

  @Test
  void shouldAcceptFieldsItDoesNotKnow() {
    String id =
        client.submit("{\"task\": \"x\", \"use_stealth\": true, \"next_year\": {\"a\": []}}");

    assertThat(recorded(id).request().path("next_year").path("a").isArray()).isTrue();
  }

  @Test
  void shouldRefuseAWrongKeyAsSetAndTakeAnotherOne() {
    // given
    HttpRequest noKey = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/task")).build();
    assertThat(client.send(noKey).status()).isEqualTo(403);

    // when
    api.settings("{\"keys\": [\"other\"], \"auth_status\": 401, \"auth_detail\": \"Who?\"}");

    // then
    ApiClient.Reply refused = client.get("/task");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.detail()).isEqualTo("Who?");
    HttpRequest other =
        HttpRequest.newBuilder(URI.create(api.baseUrl() + "/task"))
            .header("apikey", "other")
            .build();
    assertThat(client.send(other).status()).isEqualTo(200);
  }

  @Test
  void shouldLimitOpenTasksUntilOneEnds() {
    // given
    api.settings("{\"plan_limit\": 1, \"retry_after_s\": 3, \"script\": {\"run_ms\": -1}}");
    String first = client.submit("{\"task\": \"x\"}");

    // when
    ApiClient.Reply refused = client.post("/task", "{\"task\": \"y\"}");
    client.delete("/task/" + first);

    // then
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.detail()).contains("Concurrent");
    assertThat(refused.retryAfter()).isEqualTo("3");
    assertThat(client.submit("{\"task\": \"y\"}")).isNotBlank();
    assertThat(api.summary().path("most_open_at_once").asInt()).isEqualTo(1);
  }

  @Test
  void shouldRunOutOfCreditsAndRecoverWhenSomebodyPays() {
    // given
    api.settings("{\"credits\": 5}");
    untilStatus(client.submit("{\"task\": \"x\"}"), "done");

    // when
    ApiClient.Reply broke = client.post("/task", "{\"task\": \"y\"}");
    api.settings("{\"credits\": 100}");

    // then
    assertThat(broke.status()).isEqualTo(429);
    assertThat(broke.detail()).isEqualTo("API credits exhausted. Please upgrade your plan.");
    assertThat(broke.retryAfter()).isNull();
    assertThat(client.post("/task", "{\"task\": \"y\"}").status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseWhatThePlanDoesNotInclude() {
    api.settings("{\"premium\": [\"stealth_mode\"]}");

    ApiClient.Reply reply = client.post("/task", "{\"task\": \"x\", \"stealth_mode\": true}");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.detail()).contains("premium feature", "stealth_mode");
  }

  @ParameterizedTest
  @CsvSource({
    "422, 422, refused by script",
    "premium, 403, premium feature",
    "credits, 429, credits exhausted",
    "400, 400, Invalid request"
  })
  void shouldRefuseARequestThatAsksForIt(String word, int status, String text) {
    ApiClient.Reply reply =
        client.post(
            "/task", "{\"task\": \"x\", \"metadata\": {\"sandbox.refuse\": \"" + word + "\"}}");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).contains(text);
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox.run_ms, soon, must be a whole number of milliseconds",
    "sandbox.rum_ms, 5, there is no key",
    "sandbox, nonsense, must be a JSON object",
    "sandbox.status, great, one of done",
    "sandbox.refuse, never, a status from 300"
  })
  void shouldExplainAScriptThatMakesNoSense(String key, String value, String sentence) {
    ApiClient.Reply reply =
        client.post(
            "/task", "{\"task\": \"x\", \"metadata\": {\"%s\": \"%s\"}}".formatted(key, value));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail()).contains(sentence);
  }

  @Test
  void shouldWantProfilesAndFilesToExist() {
    assertThat(client.post("/task", "{\"task\": \"x\", \"profile_id\": \"p\"}").status())
        .isEqualTo(400);
    assertThat(client.post("/profile", "{\"id\": \"p\"}").status()).isEqualTo(200);
    assertThat(client.post("/profile", "{\"id\": \"p\"}").status()).isEqualTo(409);
    assertThat(client.post("/task", "{\"task\": \"x\", \"profile_id\": \"p\"}").status())
        .isEqualTo(200);
    assertThat(client.delete("/profile/p").r().asBoolean()).isTrue();
    assertThat(client.delete("/profile/p").status()).isEqualTo(404);
  }
}
