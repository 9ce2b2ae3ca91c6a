package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldNotLookBeforeTheSubmissionCanNotMakeATaskAnyMore() {
    unclear("r1");

    bridge.clock.pass(SubmissionFixture.GRACE.minusMillis(1));
    bridge.submitter.tick();

    assertThat(bridge.api.listings()).isEmpty();
  }

  @Test
  void shouldAdoptTheOneTaskThatCanBeNobodyElses() {
    // given
    unclear("r1");
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // when
    tell("t1");

    // then
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
    assertThat(bridge.log.events(StatusChanged.class))
        .singleElement()
        .satisfies(told -> assertThat(told.subject().taskId()).isEqualTo(new TaskId("t1")));
  }

  @Test
  void shouldSubmitAgainOnlyAfterTwoLooksFoundNothing() {
    // given
    unclear("r1");

    // when
    bridge.listAfterGrace().commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1");

    // when
    bridge.clock.pass(Duration.ofSeconds(2));
    bridge.submitter.tick();
    bridge.list().commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1", "r1");
    assertThat(bridge.heard).contains("not_accepted");
  }

  @Test
  void shouldNotTakeATaskThatSomeLedgerKnows() {
    // given
    unclear("r1");
    bridge.tasksElsewhere.add(new TaskId("t1"));

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // then
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  @Test
  void shouldNotTakeATaskThatIsTooOldOrOfAnotherDevice() {
    // given the API's clock was learnt to agree with ours
    bridge.read("r9").commit().answer("r9", Samples.ok(created("t9", bridge.clock.instant())));
    bridge.clock.pass(Duration.ofMinutes(10));
    unclear("r1");
    Instant intent = bridge.clock.instant();

    // when
    bridge.listAfterGrace(created("old", intent.minusSeconds(60)), on("phone", intent, "mobile"));

    // then
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  @Test
  void shouldWaitForASubmissionOfAnotherReplicaThatMayExplainTheTask() {
    // given
    unclear("r1");
    Instant later = bridge.clock.instant().plusSeconds(10);
    bridge.intentsElsewhere.add(new Intent(new RequestId("theirs"), 2, later));

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // then
    assertThat(bridge.log.events(Finished.class)).isEmpty();
    assertThat(bridge.submitter.unclear()).isEqualTo(1);

    // when theirs has come to its end with that very task
    bridge.intentsElsewhere.clear();
    bridge.tasksElsewhere.add(new TaskId("t1"));
    bridge.clock.pass(Duration.ofSeconds(10));
    bridge.submitter.tick();
    bridge.list(SubmissionFixture.stranger("t1"));

    // then it is nothing of ours
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  @Test
  void shouldNameTheCandidatesWhenTwoSubmissionsMayHaveMadeThem() {
    // given
    unclear("r1", "r2");

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // then
    assertThat(bridge.log.events(Finished.class))
        .hasSize(2)
        .allSatisfy(
            end -> {
              assertThat(end.result().status()).isEqualTo("ambiguous");
              assertThat(end.result().error().detail().text())
                  .isEqualTo("{\"candidates\":[\"t1\"]}");
            });
    assertThat(bridge.posted()).containsExactly("r1", "r2");
  }

  @Test
  void shouldCancelTheCandidatesBeforeItSubmitsAgainWhenTheSenderWantsThat() {
    // given
    bridge
        .read(Samples.request("r1", 0, 1, Samples.options(AmbiguityPolicy.REPLACE)))
        .commit()
        .answer("r1", Samples.unclear());

    // when
    bridge
        .listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"))
        .commit();
    cancelled(new ApiOutcome.Ok<>(true));

    // then
    assertThat(bridge.posted()).containsExactly("r1");

    // when
    cancelled(Samples.refused(404, "Task not found or already completed"));
    bridge.commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1", "r1");
  }

  @Test
  void shouldNotCancelACandidateBeforeItIsDurableThatItMeansTo() {
    // given a replica that does not know yet that its partition is another's
    replaceable("r1");

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"));

    // then
    assertThat(bridge.api.cancels()).isEmpty();

    // when the group refuses its transaction
    bridge.log.lose();
    bridge.thread.run();

    // then
    assertThat(bridge.api.cancels()).isEmpty();
  }

  @Test
  void shouldAnnounceCancelsAnewWhenTheLeaseOfTheFirstAnnouncementIsOver() {
    // given
    replaceable("r1");
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"));

    // when it is durable only much later
    bridge.clock.pass(SubmissionFixture.LEASE.plusMillis(1));
    bridge.commit();

    // then
    assertThat(bridge.api.cancels()).isEmpty();

    // when
    bridge.commit();

    // then
    assertThat(bridge.api.cancels()).hasSize(1);
  }

  @Test
  void shouldGoOnToCancelWhatADeadReplicaAnnounced() {
    // given
    replaceable("r1");
    bridge
        .listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"))
        .commit();
    SubmissionFixture heir = new SubmissionFixture(32, 0);
    heir.ledger.restore(bridge.log.restore(0));

    // when
    heir.read(Samples.request("r1", 0, 1, Samples.options(AmbiguityPolicy.REPLACE))).commit();

    // then it neither adopts nor submits before both are gone
    for (int i = 0; i < 2; i++) {
      assertThat(heir.posted()).isEmpty();
      assertThat(heir.api.gets()).isEmpty();
      ScriptedTaskApi.open(heir.api.cancels()).get(0).answer(new ApiOutcome.Ok<>(true));
      heir.thread.run();
    }
    heir.commit();
    assertThat(heir.posted()).containsExactly("r1");
    assertThat(heir.ledger.find(0, new RequestId("r1")).orElseThrow().strays().tasks())
        .containsExactlyInAnyOrder(new TaskId("t1"), new TaskId("t2"));
  }

  @Test
  void shouldNotCancelWhatAnotherRequestAdoptedJustBeforeTheAnnouncement() {
    // given
    replaceable("r1");
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"));

    // when another replica, which had looked before, has adopted one of them
    bridge.tasksElsewhere.add(new TaskId("t1"));
    bridge.commit();
    cancelled(new ApiOutcome.Ok<>(true));
    bridge.commit();

    // then
    assertThat(bridge.api.cancels())
        .extracting(call -> call.asked())
        .containsExactly(new TaskId("t2"));
    assertThat(bridge.posted()).containsExactly("r1", "r1");
  }

  @Test
  void shouldKeepInTheLedgerWhatItCancelledWhileTheRequestWaitsForItsNextTurn() {
    // given
    replaceable("r1");
    bridge
        .listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"))
        .commit();
    bridge.submitter.hold();
    cancelled(new ApiOutcome.Ok<>(true));
    cancelled(new ApiOutcome.Ok<>(true));
    bridge.commit();
    assertThat(bridge.phase("r1")).isEqualTo(new Phase.Waiting());
    assertThat(bridge.submitter.find(0, new RequestId("r1"))).isPresent();

    // when whoever submits it is another process
    SubmissionFixture heir = new SubmissionFixture(32, 0);
    heir.ledger.restore(bridge.log.restore(0));
    heir.read(Samples.request("r1", 0, 1, Samples.options(AmbiguityPolicy.REPLACE))).commit();

    // then
    assertThat(heir.posted()).containsExactly("r1");
    assertThat(heir.phase("r1")).isInstanceOf(Phase.Submitting.class);
    assertThat(heir.ledger.find(0, new RequestId("r1")).orElseThrow().strays().tasks())
        .containsExactlyInAnyOrder(new TaskId("t1"), new TaskId("t2"));
  }

  @Test
  void shouldEndARequestThatIsCalledOffBetweenTwoSubmissions() {
    // given
    replaceable("r1");
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"));
    bridge.commit();
    bridge.submitter.hold();
    cancelled(new ApiOutcome.Ok<>(true));
    cancelled(new ApiOutcome.Ok<>(true));
    bridge.commit();

    // when
    bridge.submitter.withdraw(0, new RequestId("r1"), Stop.CANCEL);
    bridge.commit();
    bridge.submitter.proceed();

    // then
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Ended.class);
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(end -> assertThat(end.result().status()).isEqualTo("cancelled"));
    // What was cancelled for it may still run, and is nobody else's.
    assertThat(bridge.ledger.find(0, new RequestId("r1")).orElseThrow().strays().tasks())
        .containsExactlyInAnyOrder(new TaskId("t1"), new TaskId("t2"));
  }

  /** The request that ended has no intent any more, and may have made the task all the same. */
  @Test
  void shouldNotAdoptATaskThatARequestNamedWhenItEnded() {
    // given
    unclear("r1", "r2");
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));
    bridge.commit();

    // when
    unclear("r3");
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // then
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.log.events(Finished.class))
        .hasSize(3)
        .allSatisfy(end -> assertThat(end.result().status()).isEqualTo("ambiguous"));
  }

  @Test
  void shouldNotAdoptATaskThatIsBeingCancelledForAnotherRequest() {
    // given
    unclear("r1");
    bridge.straysElsewhere.add(new TaskId("t1"));

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // then
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(end -> assertThat(end.result().status()).isEqualTo("ambiguous"));
  }

  @Test
  void shouldLookAgainWhenTheApiDoesNotList() {
    // given
    unclear("r1");
    bridge.clock.pass(SubmissionFixture.GRACE);
    bridge.submitter.tick();

    // when
    ScriptedTaskApi.open(bridge.api.listings()).get(0).answer(Samples.unclear());
    bridge.thread.run();

    // then
    assertThat(bridge.submitter.unclear()).isEqualTo(1);
    assertThat(bridge.submitter.next()).isPresent();
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  @Test
  void shouldLeaveTheJudgementToTheNewOwner() {
    // given
    unclear("r1");

    // when
    bridge.ledger.release(0);

    // then
    assertThat(bridge.submitter.unclear()).isZero();
  }

  private void replaceable(String id) {
    bridge
        .read(Samples.request(id, 0, 1, Samples.options(AmbiguityPolicy.REPLACE)))
        .commit()
        .answer(id, Samples.unclear());
  }

  private void unclear(String... ids) {
    bridge.read(ids).commit();
    for (String id : ids) {
      bridge.answer(id, Samples.unclear());
    }
  }

  private void tell(String taskId) {
    ScriptedTaskApi.open(bridge.api.gets())
        .get(0)
        .answer(Samples.ok(SubmissionFixture.stranger(taskId)));
    bridge.thread.run();
  }

  private void cancelled(ApiOutcome<Boolean> outcome) {
    ScriptedTaskApi.open(bridge.api.cancels()).get(0).answer(outcome);
    bridge.thread.run();
  }

  static TaskSnapshot created(String taskId, Instant at) {
    return on(taskId, at, Samples.DEVICE);
  }

  private static TaskSnapshot on(String taskId, Instant at, String device) {
    return new TaskSnapshot(
        new TaskId(taskId),
        TaskStatus.WAITING,
        null,
        null,
        device,
        null,
        null,
        null,
        at.toEpochMilli(),
        List.of(),
        null);
  }
}
