package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.sandbox.api.RecordedTask;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(SandboxResource.class)
class SessionTest extends BridgeTestBase {
  private static final String GOTO = "{\"url\":\"https://a.example\"}";

  @Test
  void shouldDoOneActionAfterTheOtherAndTellOfEach() {
    Request session = Request.session("all-actions");
    requests.send(session, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7-01");
    requests.act(session, "a1", "goto", GOTO);
    requests.act(session, "a2", "extract", "{\"schema\":{\"type\":\"object\"},\"prompt\":\"p\"}");
    requests.act(session, "a3", "evaluate_js", "{\"js\":\"1+1\",\"args\":{\"n\":1.10}}");
    requests.act(session, "a4", "run_task", "{\"task\":\"look\",\"max_steps\":4}");
    requests.act(session, "a5", "close", null);

    List<Output> results = outputs.actions(session, 5);
    Output end = outputs.result(session);

    RecordedTask task = record.task(session);
    assertThat(end.text("status")).isEqualTo("done");
    assertThat(results)
        .extracting(r -> r.text("action_id"))
        .containsExactly("a1", "a2", "a3", "a4", "a5");
    assertThat(results)
        .extracting(r -> r.text("name"))
        .containsExactly("goto", "extract", "evaluate_js", "run_task", "close");
    assertThat(results).extracting(r -> r.at("/code").intValue()).containsOnly(200);
    assertThat(results).extracting(r -> r.text("task_id")).containsOnly(task.id());
    assertThat(results.get(2).text("output")).contains("1+1");
    Output first = results.get(0);
    assertThat(first.keyText()).isEqualTo(session.key());
    assertThat(first.header("ce_id")).isEqualTo(session.id() + "/action/a1");
    assertThat(first.header("ce_type")).isEqualTo("io.taskbridge.action-results.v1");
    assertThat(first.header("ce_subject")).isEqualTo(task.id());
    assertThat(first.header("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c");
    assertThat(Instant.parse(first.text("timestamp")))
        .isEqualTo(Instant.ofEpochMilli(task.events().get(0).timestamp()));
    assertThat(task.replies()).extracting(RecordedTask.Reply::accepted).containsOnly(true);
    assertThat(task.replies().get(2).payload().at("/input"))
        .hasToString("{\"js\":\"1+1\",\"args\":{\"n\":1.10}}");
    assertThat(task.replies())
        .extracting(RecordedTask.Reply::name)
        .containsExactly(
            "browser_action",
            "browser_action",
            "browser_action",
            "session_action",
            "session_action");
    assertOneAfterTheOther(task);
  }

  @ParameterizedTest
  @CsvSource({"200", "400", "500"})
  void shouldHandOnTheCodeOfAnAction(int code) {
    Request session =
        Request.session("code")
            .scriptJson(
                "actions", "{\"goto\":[{\"code\":" + code + ",\"output\":{\"say\":\"so\"}}]}");
    requests.send(session);
    requests.act(session, "a1", "goto", GOTO);

    Output result = outputs.actions(session, 1).get(0);

    assertThat(result.at("/code").intValue()).isEqualTo(code);
    assertThat(result.at("/output/say").asText()).isEqualTo("so");
    requests.act(session, "a2", "close", null);
    assertThat(outputs.result(session).text("status")).isEqualTo("done");
  }

  @Test
  void shouldTakeCommandsThatComeBeforeTheirRequest() {
    Request session = Request.session("early");
    requests.act(session, "a1", "goto", GOTO);
    requests.act(session, "a2", "close", null);

    requests.send(session);

    assertThat(outputs.actions(session, 2))
        .extracting(r -> r.text("action_id"))
        .containsExactly("a1", "a2");
    assertThat(outputs.result(session).text("status")).isEqualTo("done");
  }

  @Test
  void shouldDropAnActionThatComesAgain() {
    Request session = Request.session("again");
    requests.send(session);
    requests.act(session, "a1", "goto", GOTO);
    requests.act(session, "a1", "goto", GOTO);
    outputs.actions(session, 1);
    requests.act(session, "a1", "goto", "{\"url\":\"https://b.example\"}");
    Sent last = requests.act(session, "a2", "close", null);

    assertThat(outputs.result(session).text("status")).isEqualTo("done");
    assertThat(outputs.actions(session, 2)).hasSize(2);
    assertThat(record.task(session).replies()).hasSize(2);
    flowsOn(last);
    assertThat(outputs.find(Outputs.ACTION_RESULTS, session.id())).hasSize(2);
  }

  @Test
  void shouldRefuseWhatWasNotSentWhenTheSessionEnds() {
    Request session = Request.session("left-over");
    requests.send(session);
    requests.act(session, "a1", "close", null);
    Sent never = requests.act(session, "a2", "goto", GOTO);

    assertThat(outputs.result(session).text("status")).isEqualTo("done");
    Output letter = outputs.deadLetter(never);
    assertThat(letter.deadLetterCode()).isEqualTo("COMMAND_REFUSED");
    assertThat(letter.record().value()).isEqualTo(never.record().value());
    Sent late = requests.act(session, "a3", "goto", GOTO);
    assertThat(outputs.deadLetter(late).deadLetterCode()).isEqualTo("COMMAND_REFUSED");
    assertThat(outputs.find(Outputs.ACTION_RESULTS, session.id())).hasSize(1);
  }

  @Test
  void shouldFailTheActionThatIsUnderWayWhenTheSessionIsCancelled() {
    Request session = Request.session("cut-off").script("action_ms", 60_000);
    requests.send(session);
    requests.act(session, "a1", "goto", GOTO);
    Outputs.until(
        "the action at the API",
        () -> !record.tasks(session).isEmpty() && !record.task(session).replies().isEmpty());

    requests.cancel(session);

    assertThat(outputs.result(session).text("status")).isEqualTo("cancelled");
    Output action = outputs.actions(session, 1).get(0);
    assertThat(action.at("/code").intValue()).isEqualTo(500);
    assertThat(action.text("output")).contains("unknown whether the action ran");
  }

  @Test
  void shouldRefuseAnActionOfATask() {
    Request task = Request.task("no-session").script("run_ms", 1_000);
    requests.send(task);

    Sent sent = requests.act(task, "a1", "goto", GOTO);

    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo("COMMAND_REFUSED");
    assertThat(letter.deadLetterReason()).contains("is a task");
    assertThat(outputs.result(task).text("status")).isEqualTo("done");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "fly         | {\"url\":\"u\"}  | 'action.name' must be one of goto, extract",
        "goto        | {}               | 'goto' needs 'action.input.url'",
        "goto        | {\"url\":7}      | 'goto' needs 'action.input.url'",
        "goto        | []               | 'action.input' must be an object",
        "extract     | {\"schema\":\"\"}| 'extract' needs 'action.input.schema', an object",
        "evaluate_js | null             | 'evaluate_js' needs 'action.input.js'",
        "run_task    | {\"task\":\" \"} | 'run_task' needs 'action.input.task'",
      })
  void shouldSetAsideAnActionThatMakesNoSenseAndGoOn(String name, String input, String reason) {
    Request session = Request.session("senseless");
    requests.send(session);

    Sent sent = requests.act(session, "a1", name, input);

    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo("INVALID_COMMAND");
    assertThat(letter.deadLetterReason()).contains(reason);
    requests.act(session, "a1", "close", null);
    assertThat(outputs.result(session).text("status")).isEqualTo("done");
  }

  @Test
  void shouldLetTheAgentOfASessionCallTools() {
    Request session = Request.session("tools").offers("weather").script("tools", "weather");
    requests.send(session);
    requests.act(session, "a1", "run_task", "{\"task\":\"ask\"}");

    requests.reply(outputs.toolCall(session), Map.of("degrees", 21));

    assertThat(outputs.actions(session, 1).get(0).at("/code").intValue()).isEqualTo(200);
    requests.act(session, "a2", "close", null);
    assertThat(outputs.result(session).text("status")).isEqualTo("done");
  }

  @Test
  void shouldFindTheWayOfACommandWithoutAKeyToARequestWithoutOne() {
    for (int partition = 0; partition < SandboxResource.PARTITIONS; partition++) {
      Request session = Request.session("keyless").key(null);
      requests.send(session);
      String value = "{\"request_id\":\"" + session.id() + "\",\"command\":\"cancel\"}";

      requests.send(
          Requests.TASK_COMMANDS, partition, null, value.getBytes(StandardCharsets.UTF_8));

      assertThat(outputs.result(session).text("status")).isEqualTo("cancelled");
    }
  }

  @Test
  void shouldFindARequestThatIsNamedByItsPlace() {
    Request session = Request.session("by-place").anonymous().key(null);
    Sent sent = requests.send(session);
    String id = "task-requests-" + sent.partition() + "-" + sent.offset();
    int elsewhere = (sent.partition() + 1) % SandboxResource.PARTITIONS;

    requests.send(
        Requests.TASK_COMMANDS,
        elsewhere,
        null,
        ("{\"request_id\":\"" + id + "\",\"command\":\"cancel\"}")
            .getBytes(StandardCharsets.UTF_8));

    assertThat(outputs.result(id).text("status")).isEqualTo("cancelled");
  }

  @Test
  void shouldKeepSecretsOutOfAllThatIsWritten() {
    Request session = Request.session("secret");
    requests.send(session);
    requests.act(
        session, "a1", "run_task", "{\"task\":\"log in\",\"secrets\":{\"pin\":\"s3cr3t-pin\"}}");
    requests.act(session, "a2", "close", null);
    assertThat(outputs.result(session).text("status")).isEqualTo("done");

    assertThat(record.task(session).replies().get(0).payload().toString()).contains("s3cr3t-pin");
    for (String topic : Outputs.TOPICS) {
      assertThat(outputs.find(topic)).noneMatch(o -> o.toString().contains("s3cr3t-pin"));
    }
  }

  @ParameterizedTest
  @CsvSource({"after", "before"})
  void shouldRepeatALookThatGotNoClearAnswer(String when) {
    Request session =
        Request.session("unclear-goto")
            .scriptJson(
                "faults",
                "[{\"op\":\"event\",\"kind\":\"reset\",\"when\":\"" + when + "\",\"count\":1}]");
    requests.send(session);
    requests.act(session, "a1", "goto", GOTO);
    requests.act(session, "a2", "evaluate_js", "{\"js\":\"1\"}");

    assertThat(outputs.actions(session, 2))
        .extracting(r -> r.text("action_id") + r.at("/code"))
        .containsExactly("a1200", "a2200");
    requests.act(session, "a3", "close", null);
    assertThat(outputs.result(session).text("status")).isEqualTo("done");
  }

  @Test
  void shouldFindTheAnswerToAnActionThatWasTakenWithoutSayingSo() {
    Request session =
        Request.session("unclear-js")
            .scriptJson(
                "faults", "[{\"op\":\"event\",\"kind\":\"reset\",\"when\":\"after\",\"count\":1}]");
    requests.send(session);
    requests.act(session, "a1", "evaluate_js", "{\"js\":\"order()\"}");

    assertThat(outputs.actions(session, 1).get(0).at("/code").intValue()).isEqualTo(200);
    assertThat(record.task(session).replies()).hasSize(1);
    requests.act(session, "a2", "close", null);
    assertThat(outputs.result(session).text("status")).isEqualTo("done");
  }

  @Test
  void shouldSendAnActionThroughAnApiThatIsBusy() {
    Request session =
        Request.session("busy-event")
            .scriptJson(
                "faults", "[{\"op\":\"event\",\"kind\":\"status\",\"status\":429,\"count\":2}]");
    requests.send(session);
    requests.act(session, "a1", "evaluate_js", "{\"js\":\"order()\"}");

    assertThat(outputs.actions(session, 1).get(0).at("/code").intValue()).isEqualTo(200);
    List<RecordedTask.Reply> taken = record.task(session).replies();
    assertThat(taken).hasSize(1);
    requests.act(session, "a2", "close", null);
    outputs.result(session);
  }

  /** What the API was sent came after the answer to what it had been sent before. */
  private static void assertOneAfterTheOther(RecordedTask task) {
    IntStream.range(1, task.replies().size())
        .forEach(
            i ->
                assertThat(task.replies().get(i).atMs())
                    .isGreaterThanOrEqualTo(task.events().get(i - 1).timestamp()));
  }
}
