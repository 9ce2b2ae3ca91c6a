package io.taskbridge.submission;

import static io.taskbridge.submission.SubmissionFixture.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.Origin;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskResult;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One request from its intent to its outcome. */
class SubmitterTest {
  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldPostOnlyOnceTheIntentIsDurable() {
    // given
    bridge.read("r1");
    assertThat(bridge.posted()).isEmpty();
    assertThat(bridge.log.last().changes()).hasSize(1);
    assertThat(bridge.phase("r1")).isEqualTo(new Phase.Submitting(1, bridge.clock.instant()));

    // when
    bridge.commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.log.settled()).isEmpty();
  }

  @Test
  void shouldSendTheBodyAsItIsAndTheTraceAlong() {
    // given
    TaskRequest plain = Samples.request("r1", 0, 1);
    TaskRequest traced =
        new TaskRequest(
            plain.id(),
            new Origin(0, 1, null, "f", "00-trace-01", bridge.clock.instant()),
            plain.options(),
            new Json("{\"task\": \"r1\", \"unknown\": 1.10}"),
            Samples.DEVICE,
            List.of());

    // when
    bridge.read(traced).commit();

    // then
    assertThat(bridge.api.submits().get(0).asked().body().text())
        .isEqualTo("{\"task\": \"r1\", \"unknown\": 1.10}");
    assertThat(bridge.api.submits().get(0).asked().traceparent()).isEqualTo("00-trace-01");
  }

  @Test
  void shouldPublishTheFirstStatusTogetherWithTheTaskAndTheOffset() {
    // given
    bridge.read("r1").commit();

    // when
    bridge.accept("r1");

    // then
    Batch outcome = bridge.log.last();
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
    assertThat(outcome.changes()).hasSize(1);
    assertThat(outcome.events())
        .singleElement()
        .isInstanceOfSatisfying(
            StatusChanged.class, status -> assertThat(status.status()).isEqualTo("waiting"));
    assertThat(outcome.settled())
        .containsExactly(new SourcePosition(SubmissionFixture.TOPIC, 0, 1));
    assertThat(bridge.heard).containsExactly("read", "Ok");
    assertThat(bridge.submitter.backlog(0)).isZero();
  }

  @Test
  void shouldPublishTheResultOfATaskThatEndedAtOnce() {
    bridge.read("r1").commit();

    bridge.answer("r1", Samples.ok(Samples.snapshot("t1", TaskStatus.DONE)));

    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Collecting.class);
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
  }

  @Test
  void shouldWriteTheIntentAnewWhenItWaitedTooLongForItsTransaction() {
    // given
    bridge.read("r1");
    bridge.clock.pass(SubmissionFixture.LEASE.plusMillis(1));

    // when
    bridge.commit();

    // then
    assertThat(bridge.posted()).isEmpty();
    assertThat(bridge.phase("r1")).isEqualTo(new Phase.Submitting(2, bridge.clock.instant()));

    // when
    bridge.commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.submitter.inAir()).isEqualTo(1);
  }

  @Test
  void shouldPostWithinTheLease() {
    bridge.read("r1");
    bridge.clock.pass(SubmissionFixture.LEASE);

    bridge.log.commit();

    assertThat(bridge.posted()).containsExactly("r1");
  }

  @Test
  void shouldAnswerARefusalWithAResultAndADeadLetter() {
    // given
    bridge.read("r1").commit();

    // when
    bridge.answer("r1", Samples.refused(422, "url: not valid"));

    // then
    TaskResult result = bridge.log.events(Finished.class).get(0).result();
    assertThat(result.status()).isEqualTo("rejected");
    assertThat(result.error().code()).isEqualTo(ErrorCode.API_REJECTED);
    assertThat(result.error().httpStatus()).isEqualTo(422);
    assertThat(result.error().message()).contains("url: not valid");
    assertThat(result.error().detail()).isEqualTo(new Json("\"url: not valid\""));
    assertThat(result.submittedAt()).isNull();
    assertThat(bridge.log.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.code()).isEqualTo(ErrorCode.API_REJECTED);
              assertThat(letter.position().offset()).isEqualTo(1);
            });
    assertThat(bridge.phase("r1")).isEqualTo(new Phase.Ended(bridge.clock.instant(), null));
    assertThat(bridge.log.events(StatusChanged.class)).isEmpty();
  }

  @Test
  void shouldNameAFeatureThatThePlanDoesNotInclude() {
    bridge.read("r1").commit().answer("r1", Samples.refused(403, "stealth needs a larger plan"));

    assertThat(bridge.log.events(Finished.class).get(0).result().error().code())
        .isEqualTo(ErrorCode.API_FORBIDDEN);
    assertThat(bridge.log.deadLetters().get(0).code()).isEqualTo(ErrorCode.API_FORBIDDEN);
  }

  @Test
  void shouldMaskSecretsInWhatTheApiSays() {
    // given
    TaskRequest plain = Samples.request("r1", 0, 1);
    TaskRequest secret =
        new TaskRequest(
            plain.id(),
            plain.origin(),
            plain.options(),
            plain.body(),
            Samples.DEVICE,
            List.of("hunter2"));
    bridge.read(secret).commit();

    // when
    bridge.answer("r1", Samples.refused(422, "proxy_password: hunter2 is too short"));

    // then
    TaskResult result = bridge.log.events(Finished.class).get(0).result();
    assertThat(result.error().message()).contains("*** is too short").doesNotContain("hunter2");
    assertThat(result.error().detail().text()).doesNotContain("hunter2");
    assertThat(bridge.log.deadLetters().get(0).reason()).doesNotContain("hunter2");
  }

  @Test
  void shouldSayHonestlyThatNobodyCanTell() {
    bridge.read("r1").commit().answer("r1", Samples.unclear());

    bridge.listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"));

    TaskResult result = bridge.log.events(Finished.class).get(0).result();
    assertThat(result.status()).isEqualTo("ambiguous");
    assertThat(result.error().code()).isEqualTo(ErrorCode.SUBMIT_AMBIGUOUS);
    assertThat(bridge.log.deadLetters().get(0).code()).isEqualTo(ErrorCode.SUBMIT_AMBIGUOUS);
    assertThat(bridge.posted()).containsExactly("r1");
  }

  @Test
  void shouldTakeABrokenContractOfThePortForUnclear() {
    // given
    bridge.read("r1").commit();

    // when
    bridge.post("r1").orElseThrow().promise().completeExceptionally(new RuntimeException("oops"));
    bridge.thread.run();

    // then
    assertThat(bridge.submitter.unclear()).isEqualTo(1);
    assertThat(bridge.heard).contains("defect: oops");
  }

  @Test
  void shouldTakeTheIntentBackWhenTheApiIsKnownNotToHaveIt() {
    for (ApiOutcome<TaskSnapshot> known :
        List.<ApiOutcome<TaskSnapshot>>of(
            Samples.throttled(),
            Samples.noCredits(),
            Samples.notSent(),
            Samples.notAuthenticated())) {
      // given
      SubmissionFixture fresh = SubmissionFixture.unlimited();
      fresh.read("r1").commit();

      // when
      fresh.answer("r1", known);

      // then nothing is told, nothing is settled, and the request waits
      assertThat(fresh.phase("r1")).isNull();
      assertThat(fresh.log.events()).isEmpty();
      assertThat(fresh.log.settled()).isEmpty();
      assertThat(fresh.submitter.backlog(0)).isEqualTo(1);
      assertThat(fresh.inAir()).isEmpty();
    }
  }

  @Test
  void shouldNameOutcomesForTheMetrics() {
    bridge.read("r1").commit().answer("r1", Samples.noCredits());
    bridge.waitForProbe().commit().answer("r1", accepted("t1"));

    assertThat(bridge.heard).containsExactly("read", "CreditsExhausted", "Ok");
  }
}
