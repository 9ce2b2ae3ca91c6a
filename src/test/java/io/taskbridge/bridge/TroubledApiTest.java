package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.sandbox.api.RecordedTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An API that answers late, wrongly, or not at all: never more than one result, and the right one.
 */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class TroubledApiTest extends BridgeTestBase {

  @Test
  void shouldFollowATaskThroughAnswersThatAreNone() {
    Map<String, Request> byFault = new LinkedHashMap<>();
    for (String fault :
        List.of(
            "\"kind\":\"slow\",\"ms\":700",
            "\"kind\":\"status\",\"status\":503",
            "\"kind\":\"status\",\"status\":500",
            "\"kind\":\"status\",\"status\":404",
            "\"kind\":\"truncate\"",
            "\"kind\":\"not_json\"",
            "\"kind\":\"empty\"",
            "\"kind\":\"reset\"",
            "\"kind\":\"reset\",\"when\":\"after\"",
            "\"kind\":\"close\"")) {
      int times = fault.contains("404") ? 1 : 2;
      byFault.put(
          fault,
          Request.tools("get-fault", "weather")
              .scriptJson("faults", "[{\"op\":\"get\",\"count\":" + times + "," + fault + "}]"));
    }

    byFault.values().forEach(requests::send);
    byFault.values().forEach(request -> requests.reply(outputs.toolCall(request), "sunny"));

    byFault.forEach(
        (fault, request) -> {
          assertThat(outputs.result(request).text("status")).as(fault).isEqualTo("done");
          assertThat(record.task(request).replies()).as(fault).hasSize(1);
          assertThat(record.submissions(request)).as(fault).hasSize(1);
        });
  }

  @Test
  void shouldEndATaskAsLostThatTheApiDoesNotKnowAnyMore() {
    Request request = Request.task("lost").script("run_ms", 60_000).script("lose_ms", 500);

    Sent sent = requests.send(request);

    Output result = outputs.result(request);
    RecordedTask task = record.task(request);
    assertThat(result.text("status")).isEqualTo("lost");
    assertThat(result.text("task_id")).isEqualTo(task.id());
    assertThat(result.at("/error/code").asText()).isEqualTo("TASK_LOST");
    assertThat(result.at("/error/message").asText()).contains(task.id());
    assertThat(record.questions(task))
        .extracting(ApiRecord.Call::answer)
        .filteredOn(answer -> answer.equals("404"))
        .hasSize(2);
    flowsOn(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate", "concurrency"})
  void shouldSubmitAgainWhatWasTooMuchAtOnce(String refusal) {
    Request request =
        Request.task("refused-for-now").script("refuse", refusal).script("refuse_times", 2);

    Sent sent = requests.send(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    assertThat(record.submissions(request))
        .extracting(ApiRecord.Call::answer)
        .containsExactly("429", "429", "200");
    assertThat(outputs.deadLetters(sent)).isEmpty();
  }

  @Test
  void shouldWaitUntilThereAreCreditsAgain() {
    Request running = Request.tools("meanwhile", "weather");
    requests.send(running);
    Output call = outputs.toolCall(running);
    Request request =
        Request.task("no-credits").script("refuse", "credits").script("refuse_times", 1);

    requests.send(request);

    Outputs.until("the metric", () -> Metrics.value(closed("credits_exhausted")) == 1);
    Health health = Health.ready();
    assertThat(health.isUp()).isTrue();
    assertThat(health.data().path("api").asText()).isEqualTo("credits_exhausted");
    assertThat(health.data().path("api_detail").asText()).contains("credits");
    requests.reply(call, "sunny");
    assertThat(outputs.result(running).text("status")).isEqualTo("done");
    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    assertThat(record.submissions(request))
        .extracting(ApiRecord.Call::answer)
        .containsExactly("429", "200");
    Outputs.until("the metric's end", () -> Metrics.value(closed("credits_exhausted")) == 0);
  }

  @ParameterizedTest
  @CsvSource({"reset, before, 1", "reset, after, 2", "close, after, 2", "truncate, after, 2"})
  void shouldSubmitAgainWhatNobodyCanTellOfWhenTheSenderWantsIt(
      String kind, String when, int tasks) {
    Request request =
        Request.task("resubmit")
            .option("on_ambiguous_submit", "resubmit")
            .scriptJson(
                "faults",
                "[{\"op\":\"submit\",\"count\":1,\"kind\":\""
                    + kind
                    + "\",\"when\":\""
                    + when
                    + "\"}]");

    requests.send(request);

    Output result = outputs.result(request);
    assertThat(result.text("status")).isEqualTo("done");
    assertThat(record.submissions(request)).hasSize(2);
    List<RecordedTask> became = record.tasks(request);
    assertThat(became).hasSize(tasks);
    assertThat(result.text("task_id")).isEqualTo(became.get(tasks - 1).id());
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void shouldBurnNothingWhileTheKeyIsNotAccepted(int authStatus) {
    Request running = Request.tools("running", "weather");
    requests.send(running);
    Output call = outputs.toolCall(running);
    List<Request> kept = Stream.generate(() -> Request.task("kept")).limit(5).toList();
    api.settings("{\"keys\":[\"another\"],\"auth_status\":" + authStatus + "}");
    try {
      List<Sent> sent = kept.stream().map(requests::send).toList();

      Outputs.until("the metric", () -> Metrics.value(closed("not_authenticated")) == 1);
      Health health = Health.ready();
      assertThat(health.isUp()).isTrue();
      assertThat(health.data().path("api").asText()).isEqualTo("not_authenticated");
      assertThat(health.data().path("api_since").asText()).isNotBlank();
      assertThat(sent).allSatisfy(each -> assertThat(outputs.deadLetters(each)).isEmpty());
    } finally {
      api.settings("{\"keys\":null,\"auth_status\":null}");
    }

    requests.reply(call, "sunny");
    assertThat(outputs.result(running).text("status")).isEqualTo("done");
    assertThat(kept)
        .allSatisfy(
            request -> {
              assertThat(outputs.result(request).text("status")).isEqualTo("done");
              assertThat(record.tasks(request)).hasSize(1);
            });
    assertThat(Metrics.value(closed("not_authenticated"))).isZero();
    assertThat(Health.ready().data().path("api").asText()).isEqualTo("open");
  }

  @Test
  void shouldBurnNothingWhileTheApiIsDown() {
    List<Request> kept = Stream.generate(() -> Request.task("down")).limit(5).toList();
    Request running = Request.tools("running", "weather");
    requests.send(running);
    Output call = outputs.toolCall(running);
    api.goDown();
    try {
      // Nothing is submitted before it is known that nobody answers: each outcome is clear.
      Outputs.until("the metric", () -> Metrics.value(closed("unreachable")) == 1);
      kept.forEach(requests::send);
      assertThat(Health.ready().isUp()).isTrue();
      assertThat(Health.ready().data().path("api").asText()).isEqualTo("unreachable");
    } finally {
      api.comeBack();
    }

    requests.reply(call, "sunny");
    assertThat(outputs.result(running).text("status")).isEqualTo("done");
    assertThat(kept)
        .allSatisfy(
            request -> {
              assertThat(outputs.result(request).text("status")).isEqualTo("done");
              assertThat(record.submissions(request)).hasSize(1);
            });
  }

  private static String closed(String reason) {
    return "bridge_api_closed{reason=\"" + reason + "\"}";
  }
}
