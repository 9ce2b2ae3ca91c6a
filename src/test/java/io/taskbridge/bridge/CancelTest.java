package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.sandbox.api.RecordedTask;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that end before their time, by a cancel or by their deadline. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class CancelTest extends BridgeTestBase {
  /** Refused for as long as the test needs it: it waits for its submission. */
  private static final String BUSY = "rate";

  @Test
  void shouldSubmitNothingThatWasCancelledBeforeItCame() {
    Request request = Request.task("cancelled-early");
    Sent cancel = requests.cancel(request);
    flowsOn(cancel);

    requests.send(request);

    Output result = outputs.result(request);
    assertThat(result.text("status")).isEqualTo("cancelled");
    assertThat(result.text("task_id")).isNull();
    assertThat(result.at("/error").isNull()).isTrue();
    assertThat(record.submissions(request)).isEmpty();
    assertThat(outputs.find(Outputs.STATUS, request.id())).isEmpty();
    assertThat(outputs.deadLetters(cancel)).isEmpty();
  }

  @Test
  void shouldSubmitNoMoreWhatIsCancelledWhileItWaits() {
    Request request = Request.task("cancelled-waiting").script("refuse", BUSY);
    requests.send(request);
    Outputs.until("a try", () -> !record.submissions(request).isEmpty());

    requests.cancel(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("cancelled");
    assertThat(record.tasks(request)).isEmpty();
  }

  @Test
  void shouldCancelWhatIsInTheAirOnceTheApiHasIt() {
    Request request =
        Request.task("cancelled-in-air")
            .script("run_ms", 60_000)
            .scriptJson(
                "faults", "[{\"op\":\"submit\",\"kind\":\"slow\",\"when\":\"after\",\"ms\":1000}]");
    requests.send(request);
    Outputs.until("the task at the API", () -> !record.tasks(request).isEmpty());

    requests.cancel(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("cancelled");
    assertThat(record.task(request).cancels()).extracting(c -> c.accepted()).contains(true);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30_000})
  void shouldCancelWhatWaitsOrRunsAtTheApi(int waitMs) {
    Request request =
        Request.task("cancelled-running").script("wait_ms", waitMs).script("run_ms", 60_000);
    requests.send(request);
    Outputs.until("a status", () -> !outputs.find(Outputs.STATUS, request.id()).isEmpty());

    requests.cancel(request);
    requests.cancel(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("cancelled");
    assertThat(outputs.statuses(request))
        .last()
        .extracting(s -> s.text("status"))
        .isEqualTo("cancelled");
  }

  @Test
  void shouldDropACancelOfWhatHasEnded() {
    Request request = Request.task("cancelled-late");
    requests.send(request);
    assertThat(outputs.result(request).text("status")).isEqualTo("done");

    Sent cancel = requests.cancel(request);

    flowsOn(cancel);
    assertThat(outputs.deadLetters(cancel)).isEmpty();
    assertThat(record.task(request).cancels()).isEmpty();
  }

  /** The API says 404 to the cancel of a task that is done: then its result is fetched. */
  @Test
  void shouldTellTheTasksOwnEndWhenItIsQuicker() {
    Request request =
        Request.task("overtaken")
            .script("wait_ms", 0)
            .script("run_ms", 1_500)
            .scriptJson(
                "faults",
                "[{\"op\":\"cancel\",\"kind\":\"slow\",\"when\":\"before\",\"ms\":3000}]");
    requests.send(request);
    Outputs.until("a status", () -> !outputs.find(Outputs.STATUS, request.id()).isEmpty());

    requests.cancel(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
  }

  @Test
  void shouldCancelThroughAFailingApi() {
    Request request =
        Request.task("cancel-fails")
            .script("run_ms", 60_000)
            .scriptJson(
                "faults", "[{\"op\":\"cancel\",\"kind\":\"status\",\"status\":503,\"count\":2}]");
    requests.send(request);
    Outputs.until("a status", () -> !outputs.find(Outputs.STATUS, request.id()).isEmpty());

    requests.cancel(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("cancelled");
  }

  @Test
  void shouldSetACommandAsideWhoseRequestNeverComes() {
    Request nobody = Request.task("never-sent");

    Sent cancel = requests.cancel(nobody);
    Sent action = requests.act(nobody, "a1", "close", null);

    for (Sent sent : new Sent[] {cancel, action}) {
      Output letter = outputs.deadLetter(sent);
      assertThat(letter.deadLetterCode()).isEqualTo("UNKNOWN_REQUEST");
      assertThat(letter.deadLetterReason()).contains(nobody.id()).contains("key");
      assertThat(letter.record().value()).isEqualTo(sent.record().value());
    }
    assertThat(outputs.find(Outputs.RESULTS, nobody.id())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void shouldCancelWhatRunsPastItsDeadline(boolean session) {
    Request request =
        (session ? Request.session("late-session") : Request.task("late"))
            .script("run_ms", 60_000)
            .option("deadline", "PT2S");
    Instant sent = Instant.now();
    requests.send(request);

    Output result = outputs.result(request);

    assertThat(result.text("status")).isEqualTo("expired");
    assertThat(result.at("/error/code").asText()).isEqualTo("DEADLINE_EXCEEDED");
    RecordedTask task = record.task(request);
    assertThat(result.text("task_id")).isEqualTo(task.id());
    assertThat(Instant.ofEpochMilli(task.cancels().get(0).atMs()))
        .isAfterOrEqualTo(sent.plusSeconds(2).truncatedTo(ChronoUnit.MILLIS));
    assertThat(outputs.statuses(request.id(), "cancelled")).isNotEmpty();
  }

  @Test
  void shouldSubmitNothingPastItsDeadline() {
    Request request =
        Request.task("past")
            .option("deadline", Instant.now().minus(Duration.ofHours(1)).toString());
    requests.send(request);

    Output result = outputs.result(request);

    assertThat(result.text("status")).isEqualTo("expired");
    assertThat(result.at("/error/code").asText()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(record.submissions(request)).isEmpty();
  }

  /** What is read again after a restart is the same record: its time is not given anew. */
  @Test
  void shouldCountADurationFromTheTimeOfTheRecord() {
    Request old = Request.task("written-long-ago").option("deadline", "PT10M");
    Request early = Request.task("written-tomorrow").option("deadline", "PT10M");

    requests.send(writtenAt(old, Instant.now().minus(Duration.ofMinutes(11))));
    requests.send(writtenAt(early, Instant.now().plus(Duration.ofMinutes(30))));

    assertThat(outputs.result(old).text("status")).isEqualTo("expired");
    assertThat(record.submissions(old)).isEmpty();
    assertThat(outputs.result(early).text("status")).isEqualTo("done");
  }

  private static ProducerRecord<byte[], byte[]> writtenAt(Request request, Instant time) {
    return new ProducerRecord<>(
        Requests.TASK_REQUESTS, null, time.toEpochMilli(), request.keyBytes(), request.value());
  }

  @Test
  void shouldLetWhatWaitsForItsSubmissionExpire() {
    Request request =
        Request.task("expires-waiting").script("refuse", BUSY).option("deadline", "PT2S");
    requests.send(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("expired");
    assertThat(record.tasks(request)).isEmpty();
  }

  @Test
  void shouldLeaveAloneWhatIsDoneInTime() {
    Request request = Request.task("in-time").option("deadline", "PT1H");
    requests.send(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    assertThat(record.task(request).cancels()).isEmpty();
  }
}
