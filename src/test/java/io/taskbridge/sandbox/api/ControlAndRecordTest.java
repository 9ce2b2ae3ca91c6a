package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

class ControlAndRecordTest extends ApiTestBase {

  @Test
  void shouldKeepTheRequestAsItCameAndEverythingThatBecameOfIt() {
    // given
    String body =
        "{\"task\": \"x\", \"proxy_password\": \"secret\", \"metadata\": {\"sandbox.tools\": \"t\"}}";
    String id = client.submit(body);
    String call = untilEvents(id, 1).get(0).path("id").asText();
    client.reply(id, call, 200, "[1.50]");
    untilStatus(id, "done");

    // when
    JsonNode task = client.root("GET", "/record/tasks/" + id, "").body();

    // then
    assertThat(task.path("request")).isEqualTo(Json.lenient(body));
    assertThat(task.path("received_ms").asLong()).isPositive();
    assertThat(task.path("statuses")).hasSize(3);
    assertThat(task.path("events").path(0).path("id").asText()).isEqualTo(call);
    assertThat(task.path("replies").path(0).path("output").toString()).isEqualTo("[1.50]");
    assertThat(task.path("replies").path(0).path("accepted").asBoolean()).isTrue();
    assertThat(task.path("submit_answer").asText()).isEqualTo("200");
  }

  @Test
  void shouldPageThroughTheRecord() {
    // given
    for (int i = 0; i < 5; i++) {
      client.submit("{\"task\": \"" + i + "\"}");
    }

    // when
    JsonNode first = client.root("GET", "/record/tasks?l=3", "").body();
    JsonNode rest =
        client.root("GET", "/record/tasks?l=3&after=" + first.path("next").asLong(), "").body();

    // then
    assertThat(first.path("tasks")).hasSize(3);
    assertThat(rest.path("tasks")).hasSize(2);
    assertThat(rest.path("next").isNull()).isTrue();
  }

  @Test
  void shouldCountCallsByOperationAndAnswerAndKeepRefusals() {
    // given
    String id = client.submit("{\"task\": \"x\"}");
    client.post("/task", "{\"task\": 1}");
    client.get("/task/nobody");
    client.delete("/task/" + id);

    // when
    JsonNode summary = client.root("GET", "/record/summary", "").body();
    JsonNode refusals = client.root("GET", "/record/refusals", "").body();

    // then
    assertThat(summary.path("submissions").asInt()).isEqualTo(2);
    assertThat(summary.path("tasks").asInt()).isEqualTo(1);
    assertThat(summary.path("calls").path("submit").path("422").asInt()).isEqualTo(1);
    assertThat(summary.path("calls").path("get").path("404").asInt()).isEqualTo(1);
    assertThat(refusals.path(0).path("body").asText()).isEqualTo("{\"task\": 1}");
  }

  @Test
  void shouldLogCallsInARingWhenSetSo() {
    api.settings("{\"request_log\": 2}");

    client.get("/task?l=1");
    client.get("/task?l=2");
    client.get("/task?l=3");

    JsonNode log = client.root("GET", "/record/requests", "").body();
    assertThat(log).extracting(e -> e.path("query").path("l").asText()).containsExactly("2", "3");
    assertThat(log)
        .extracting(e -> e.path("key").asText())
        .containsOnly(SimulatedTaskApi.DEFAULT_KEY);
  }

  @Test
  void shouldDropTheOldestFinishedTasksWhenSetSo() {
    // given
    api.settings("{\"keep_tasks\": 4, \"script\": {\"wait_ms\": 0, \"run_ms\": 0}}");
    String open = client.submit("{\"task\": \"x\", \"metadata\": {\"sandbox.run_ms\": -1}}");

    // when
    for (int i = 0; i < 30; i++) {
      client.submit("{\"task\": \"" + i + "\"}");
    }

    // then
    assertThat(api.tasks()).hasSizeLessThan(8).extracting(RecordedTask::id).contains(open);
    assertThat(api.summary().path("tasks").asInt()).isEqualTo(31);
  }

  @Test
  void shouldChangeSettingsOverHttpAndGoBackAtAReset() {
    // given
    JsonNode changed =
        client.root("POST", "/control/settings", "{\"plan_limit\": 2, \"hold_ms\": 7}").body();
    client.root("POST", "/control/faults", "{\"op\": \"any\", \"kind\": \"reset\"}");
    assertThat(changed.path("plan_limit").asInt()).isEqualTo(2);

    // when
    JsonNode control = client.root("POST", "/control/reset", "").body();

    // then
    assertThat(control.path("settings").path("plan_limit").asInt()).isZero();
    assertThat(control.path("faults")).isEmpty();
    assertThat(client.get("/task").r()).isEmpty();
  }

  @Test
  void shouldExplainSettingsAndFaultsThatMakeNoSense() {
    assertThat(client.root("POST", "/control/settings", "{\"plan\": 2}").detail())
        .contains("there is no key 'plan'", "plan_limit");
    assertThat(client.root("POST", "/control/faults", "{\"kind\": \"flood\"}").detail())
        .contains("'kind' must be one of");
    assertThat(client.root("POST", "/control/settings", "{").detail()).contains("not JSON");
    assertThatThrownBy(() -> api.settings("{\"auth_status\": 200}"))
        .hasMessageContaining("auth_status");
  }

  @Test
  void shouldTakeFilesAndExtensions() {
    // when
    ApiClient.Reply file = upload("/file", "notes.txt", "hello");
    ApiClient.Reply extension = upload("/extension", "block.zip", "PK\u0003\u0004");
    ApiClient.Reply noZip = upload("/extension", "block.exe", "MZ");

    // then
    String id = file.r().path("id").asText();
    JsonNode kept = client.root("GET", "/record/files", "").body().path(0);
    assertThat(kept.path("size").asInt()).isEqualTo(5);
    assertThat(kept.path("file_purpose").asText()).isEqualTo("why");
    assertThat(kept.path("sha256").asText()).startsWith("2cf24dba5fb0a30e");
    assertThat(client.post("/task", "{\"task\": \"x\", \"files\": [\"" + id + "\"]}").status())
        .isEqualTo(200);
    assertThat(client.delete("/file/" + id).r().asBoolean()).isTrue();
    assertThat(client.delete("/file/" + id).status()).isEqualTo(404);
    assertThat(client.get("/extension").r().path(0).path("id")).isEqualTo(extension.r().path("id"));
    assertThat(noZip.status()).isEqualTo(400);
  }

  private ApiClient.Reply upload(String path, String name, String content) {
    String body =
        """
        --b\r
        Content-Disposition: form-data; name="file_purpose"\r
        \r
        why\r
        --b\r
        Content-Disposition: form-data; name="file"; filename="%s"\r
        Content-Type: application/octet-stream\r
        \r
        %s\r
        --b--\r
        """
            .formatted(name, content);
    return client.send(
        client
            .request(path)
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofString(body))
            .build());
  }
}
