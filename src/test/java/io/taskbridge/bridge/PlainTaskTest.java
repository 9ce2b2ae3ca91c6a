package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.sandbox.api.RecordedTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SandboxResource.class)
class PlainTaskTest extends BridgeTestBase {

  @Test
  void shouldEndAPlainTaskWithWhatTheApiSays() {
    Request request = Request.task("plain").script("output", "42 degrees").script("credits", 7);

    requests.send(request);

    Output result = outputs.result(request);
    String task = record.task(request).id();
    assertThat(result.text("status")).isEqualTo("done");
    assertThat(result.text("task_id")).isEqualTo(task);
    assertThat(result.text("output")).isEqualTo("42 degrees");
    assertThat(result.at("/error").isNull()).isTrue();
    assertThat(result.at("/credits_used").asInt()).isEqualTo(7);
    assertThat(result.text("device")).isEqualTo("desktop");
    assertThat(result.text("live_url")).isEqualTo("https://live.sandbox.invalid/" + task);
    assertThat(Instant.parse(result.text("submitted_at")))
        .isBeforeOrEqualTo(Instant.parse(result.text("finished_at")));
    assertThat(record.submissions(request)).hasSize(1);
  }

  @Test
  void shouldTellEveryStatusOnceChainedAndWithoutAGap() {
    Request request = Request.task("statuses").script("wait_ms", 700).script("run_ms", 700);

    requests.send(request);

    List<Output> statuses = outputs.statuses(request);
    assertThat(statuses)
        .extracting(status -> status.text("status"))
        .containsExactly("waiting", "running", "done");
    assertThat(statuses)
        .extracting(status -> status.text("previous_status"))
        .containsExactly(null, "waiting", "running");
    assertThat(statuses)
        .extracting(status -> status.at("/sequence").asInt())
        .containsExactly(1, 2, 3);
    assertThat(statuses.get(1).at("/changed").toString()).isEqualTo("[\"status\",\"live_url\"]");
    assertThat(statuses)
        .allSatisfy(
            status -> {
              assertThat(status.keyText()).isEqualTo(request.key());
              assertThat(status.text("task_id")).isEqualTo(record.task(request).id());
              assertThat(Instant.parse(status.text("observed_at"))).isNotNull();
            });
  }

  @Test
  void shouldSendTheApiEveryFieldThatItDoesNotKnow() {
    Request request =
        Request.task("unknown-fields")
            .with("use_next_feature", true)
            .with("zeta", Json.read("{\"b\":[1.10,12345678901234567890,null],\"a\":\"größer\"}"));

    requests.send(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    assertThat(record.task(request).request()).hasToString(request.bodyForTheApi().toString());
  }

  @Test
  void shouldHandOnEveryFieldOfTheApiThatItDoesNotKnow() {
    String extra =
        "{\"steps_used\":12,\"cost\":{\"amount\":1.10,\"big\":12345678901234567890},"
            + "\"request_id\":\"the API's own\"}";
    Request request = Request.task("extra").scriptJson("extra", extra);

    requests.send(request);

    Output result = outputs.result(request);
    assertThat(result.at("/steps_used").asInt()).isEqualTo(12);
    assertThat(result.at("/cost")).hasToString(Json.read(extra).get("cost").toString());
    assertThat(result.text("request_id")).isEqualTo(request.id());
  }

  @Test
  void shouldHandOnAStructuredOutputAsItCame() {
    String output = "{\"price\":12.50,\"items\":[{\"name\":\"tea\"},null],\"n\":1e3}";
    Request request =
        Request.task("structured")
            .with("response_model", Map.of("type", "object"))
            .scriptJson("output", output);

    requests.send(request);

    assertThat(outputs.result(request).at("/output")).isEqualTo(Json.read(output));
  }

  @Test
  void shouldEndAFailingTaskAsFailed() {
    Request request =
        Request.task("failing").script("status", "failed").script("output", "sold out");

    requests.send(request);

    Output result = outputs.result(request);
    assertThat(result.text("status")).isEqualTo("failed");
    assertThat(result.text("output")).isEqualTo("sold out");
    assertThat(outputs.statuses(request))
        .last()
        .satisfies(last -> assertThat(last.text("status")).isEqualTo("failed"));
  }

  @Test
  void shouldKeyTheOutputsOfARequestWithoutKeyByItsId() {
    Request request = Request.task("no-key").key(null);

    requests.send(request);

    assertThat(outputs.result(request).keyText()).isEqualTo(request.id());
    assertThat(outputs.statuses(request)).extracting(Output::keyText).containsOnly(request.id());
  }

  @Test
  void shouldKeepAKeyThatIsNoText() {
    Request request = Request.task("binary-key");
    byte[] key = {0, (byte) 0xff, (byte) 0xc3, 0x28};

    requests.send(Requests.TASK_REQUESTS, null, key, request.value());

    assertThat(outputs.result(request).key()).isEqualTo(key);
  }

  @Test
  void shouldNameARequestWithoutIdByItsPlace() {
    Request request = Request.task("anonymous").anonymous();

    Sent sent = requests.send(request);

    String place = "task-requests-" + sent.partition() + "-" + sent.offset();
    assertThat(outputs.result(place).text("task_id")).isEqualTo(record.task(request).id());
  }

  @Test
  void shouldTakeTheIdOfACloudEvent() {
    Request request = Request.task("cloud-event").anonymous();

    requests.send(request, "ce_specversion", "1.0", "ce_id", "event-of-" + request.id());

    assertThat(outputs.result("event-of-" + request.id()).text("task_id"))
        .isEqualTo(record.task(request).id());
  }

  @Test
  void shouldPreferTheIdInTheValueToTheOneOfTheCloudEvent() {
    Request request = Request.task("both-ids");

    requests.send(request, "ce_specversion", "1.0", "ce_id", "event-of-" + request.id());

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    assertThat(outputs.find(Outputs.RESULTS, "event-of-" + request.id())).isEmpty();
  }

  @Test
  void shouldWriteCloudEventsThatCarryTheTrace() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Request request = Request.task("headers");

    requests.send(request, "traceparent", trace);

    Output result = outputs.result(request);
    assertThat(result.header("ce_id")).isEqualTo(request.id() + "/result");
    assertThat(result.header("ce_type")).isEqualTo("io.taskbridge.task-results.v1");
    assertThat(result.header("ce_time")).isEqualTo(result.text("finished_at"));
    Output status = outputs.statuses(request).get(0);
    assertThat(status.header("ce_id")).isEqualTo(request.id() + "/status/1");
    assertThat(status.header("ce_type")).isEqualTo("io.taskbridge.task-status.v1");
    assertThat(List.of(result, status))
        .allSatisfy(
            event -> {
              assertThat(event.header("ce_specversion")).isEqualTo("1.0");
              assertThat(event.header("ce_source"))
                  .isEqualTo("/task-bridge/" + SandboxResource.GROUP);
              assertThat(event.header("ce_subject")).isEqualTo(result.text("task_id"));
              assertThat(event.header("content-type")).isEqualTo("application/json");
              assertThat(event.header("traceparent")).isEqualTo(trace);
            });
  }

  @Test
  void shouldTellALinkThatComesAfterTheEnd() {
    Request request = Request.task("late-link").script("recording_ms", 1_000);

    requests.send(request);

    Output result = outputs.result(request);
    RecordedTask task = record.task(request);
    assertThat(result.at("/recording_url").isNull()).isTrue();
    Outputs.until(
        "the status with the recording",
        () ->
            outputs.find(Outputs.STATUS, request.id()).stream()
                .anyMatch(status -> status.text("recording_url") != null));
    List<Output> statuses = outputs.statuses(request);
    assertThat(statuses.get(statuses.size() - 1))
        .satisfies(
            last -> {
              assertThat(last.text("recording_url")).contains(task.id());
              assertThat(last.at("/changed").toString()).isEqualTo("[\"recording_url\"]");
              assertThat(last.text("status")).isEqualTo("done");
              assertThat(last.text("previous_status")).isEqualTo("done");
            });
  }

  @Test
  void shouldTellThatThereIsNoneWhenALinkIsEmpty() {
    Request request =
        Request.task("empty-links")
            .script("recording", "empty")
            .script("recording_ms", 1_000)
            .script("downloads", "empty")
            .script("downloads_ms", 1_500);

    requests.send(request);

    assertThat(outputs.result(request).at("/recording_url").isNull()).isTrue();
    Outputs.until(
        "the status that says that there is neither",
        () ->
            outputs.find(Outputs.STATUS, request.id()).stream()
                .anyMatch(
                    status ->
                        "".equals(status.text("recording_url"))
                            && "".equals(status.text("downloads_url"))));
  }

  @Test
  void shouldStopLookingForALinkThatNeverComes() {
    Request request =
        Request.task("never-links")
            .script("recording", "never")
            .script("downloads", "never")
            .option("artifacts_timeout", "PT1S");
    requests.send(request);
    outputs.result(request);
    RecordedTask task = record.task(request);

    Outputs.until("a question after the end", () -> record.questions(task).size() > 1);
    // Asked about for longer than the bridge may look; then the other is not asked about any more.
    Request longer = Request.task("longer").script("run_ms", 3_000);
    requests.send(longer);
    outputs.result(longer);
    int questions = record.questions(task).size();
    Request longest = Request.task("longest").script("run_ms", 2_000);
    requests.send(longest);
    outputs.result(longest);

    assertThat(record.questions(task)).hasSize(questions);
    assertThat(outputs.statuses(request))
        .allSatisfy(status -> assertThat(status.text("recording_url")).isNull());
  }

  @Test
  void shouldNotLookForLinksWhenToldNotTo() {
    Request request =
        Request.task("no-links").script("recording_ms", 300).option("artifacts_timeout", "PT0S");
    requests.send(request);
    outputs.result(request);

    // One that goes on for longer than the bridge would take to find the recording.
    Request longer = Request.task("longer").script("run_ms", 1_500);
    requests.send(longer);
    outputs.result(longer);

    assertThat(record.questions(record.task(request)))
        .extracting(ApiRecord.Call::answer)
        .containsOnlyOnce("200");
    assertThat(outputs.statuses(request))
        .allSatisfy(status -> assertThat(status.at("/recording_url").isNull()).isTrue());
  }
}
