package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskLifecycleTest extends ApiTestBase {

  @Test
  void shouldGoFromWaitingOverRunningToDone() {
    // when
    JsonNode accepted = client.post("/task", "{\"task\": \"Look\", \"url\": \"https://a.b/\"}").r();
    String id = accepted.path("id").asText();
    JsonNode done = untilStatus(id, "done");

    // then
    assertThat(accepted.path("status").asText()).isEqualTo("waiting");
    assertThat(done.path("output").asText()).isEqualTo("Simulated result of: Look");
    assertThat(done.path("live_url").asText()).endsWith(id);
    assertThat(done.path("recording_url").asText()).contains(id);
    assertThat(done.path("credits_used").asInt()).isPositive();
    assertThat(done.has("task")).isFalse();
    assertThat(done.has("url")).isFalse();
    assertThat(recorded(id).statuses())
        .extracting(RecordedTask.StatusChange::status)
        .containsExactly("waiting", "running", "done");
  }

  @Test
  void shouldAnswer202WhileOpenAnd200AtTheEndAnd404WhenUnknown() {
    // given
    String id = client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.run_ms\": -1}}");
    untilStatus(id, "running");

    // when, then
    assertThat(client.task(id).status()).isEqualTo(202);
    client.root("POST", "/control/task/" + id, "{\"do\": \"finish\", \"status\": \"failed\"}");
    assertThat(client.task(id).status()).isEqualTo(200);
    assertThat(client.task(id).r().path("status").asText()).isEqualTo("failed");
    assertThat(client.task("nobody").status()).isEqualTo(404);
  }

  @Test
  void shouldCancelOnceAndSay404Afterwards() {
    // given
    String id = client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.wait_ms\": -1}}");

    // when
    ApiClient.Reply first = client.delete("/task/" + id);
    ApiClient.Reply second = client.delete("/task/" + id);

    // then
    assertThat(first.r().asBoolean()).isTrue();
    assertThat(second.status()).isEqualTo(404);
    assertThat(client.task(id).r().path("status").asText()).isEqualTo("cancelled");
    assertThat(recorded(id).cancels())
        .extracting(RecordedTask.Cancel::accepted)
        .containsExactly(true, false);
  }

  @Test
  void shouldEndAsCancelledByItsOwnWill() {
    String id =
        client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.status\": \"cancelled\"}}");

    JsonNode end = untilStatus(id, "cancelled");

    assertThat(end.path("output").isNull()).isTrue();
    assertThat(recorded(id).cancels()).isEmpty();
  }

  @Test
  void shouldListPageByPageNewestFirstAndEveryTaskOnce() {
    // given
    api.settings("{\"script\": {\"run_ms\": -1}}");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      String id = client.submit("{\"task\": \"" + i + "\"}");
      ids.add(0, id);
      // Tasks of one millisecond share a page boundary; the API's paging cannot tell them apart.
      await().until(() -> System.currentTimeMillis() > recorded(id).receivedMs());
    }

    // when
    List<String> listed = new ArrayList<>();
    String query = "?l=3";
    for (JsonNode page = client.get("/task" + query).r();
        !page.isEmpty();
        page = client.get("/task" + query).r()) {
      page.forEach(task -> listed.add(task.path("id").asText()));
      query = "?l=3&t=" + page.get(page.size() - 1).path("created_at").asLong();
    }

    // then
    assertThat(listed).isEqualTo(ids);
  }

  @ParameterizedTest
  @CsvSource({"l=0,greater_than_equal", "l=129,less_than_equal", "t=soon,int_parsing"})
  void shouldRefuseAnImpossiblePage(String query, String type) {
    ApiClient.Reply reply = client.get("/task?" + query);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body().path("detail").path(0).path("type").asText()).isEqualTo(type);
  }

  @Test
  void shouldStateCreationInSecondsWhenSetSo() {
    // given
    api.settings("{\"created_at\": \"s\"}");

    // when
    long created = client.post("/task", "{\"task\": \"x\"}").r().path("created_at").asLong();

    // then
    assertThat(created).isBetween(1_000_000_000L, 9_999_999_999L);
    assertThat(client.get("/task?t=" + created).r()).isEmpty();
    assertThat(client.get("/task?t=" + (created + 1)).r()).hasSize(1);
  }

  @Test
  void shouldBringTheRecordingLateAndTheDownloadsOnlyWhenAsked() {
    // given
    String id =
        client.submit(
            """
            {"task": "x", "metadata": {"sandbox.recording_ms": 1000, "sandbox.downloads": "url"}}""");

    // when
    JsonNode done = untilStatus(id, "done");

    // then
    assertThat(done.path("recording_url").isNull()).isTrue();
    await().until(() -> client.task(id).r().path("recording_url").isTextual());
    assertThat(client.task(id).r().path("downloads_url").isNull()).isTrue();
    assertThat(client.get("/task/" + id + "?downloads=true").r().path("downloads_url").asText())
        .contains(id);
  }

  @Test
  void shouldNotRecordWhenToldNotTo() {
    String id = client.submit("{\"task\": \"x\", \"enable_recording\": false}");

    assertThat(untilStatus(id, "done").path("recording_url").isNull()).isTrue();
  }

  @Test
  void shouldSayWithAnEmptyTextThatThereAreNoArtifacts() {
    // given
    String id =
        client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.recording\": \"empty\"}}");

    // when
    untilStatus(id, "done");

    // then
    JsonNode task = client.get("/task/" + id + "?downloads=true").r();
    assertThat(task.path("recording_url").textValue()).isEmpty();
    assertThat(task.path("downloads_url").textValue()).isEmpty();
  }

  @Test
  void shouldForgetATaskWhenTheScriptSaysSo() {
    // given
    String id =
        client.submit(
            "{\"task\": \"x\", \"metadata\": {\"sandbox.lose_ms\": 20, \"sandbox.run_ms\": -1}}");

    // when
    await().until(() -> client.task(id).status() == 404);

    // then
    assertThat(client.get("/task").r()).isEmpty();
    assertThat(recorded(id).status()).isEqualTo("lost");
    assertThat(api.summary().path("open").asInt()).isZero();
  }

  @Test
  void shouldTakeItsScriptFromOneJsonTextAndLetSingleKeysWin() {
    // given
    String body =
        """
        {"task": "x", "metadata": {
          "sandbox": "{\\"status\\": \\"failed\\", \\"output\\": {\\"n\\": 1}, \\"extra\\": {\\"new_field\\": [1]}}",
          "sandbox.output": "{\\"n\\": 2}"}}""";

    // when
    JsonNode failed = untilStatus(client.submit(body), "failed");

    // then
    assertThat(failed.path("output").path("n").asInt()).isEqualTo(2);
    assertThat(failed.path("new_field").path(0).asInt()).isEqualTo(1);
  }
}
