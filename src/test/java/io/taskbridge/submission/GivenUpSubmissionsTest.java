package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a request that is submitted again without a look may leave behind is nobody else's. */
class GivenUpSubmissionsTest {
  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldNotAdoptWhatAResubmittedRequestMayHaveLeftBehind() {
    // given both are unclear, and the first runs by its second submission
    resubmitted("r1");
    unclear("r2");
    bridge.accept("r1");

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("stray"));

    // then
    assertNamedAndNotAdopted(bridge, "stray");
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
  }

  @Test
  void shouldRememberItWhenTheResubmittedRequestHasEnded() {
    // given
    resubmitted("r1");
    unclear("r2");
    bridge.answer("r1", Samples.refused(422, "no")).commit();
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Ended.class);

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("stray"));

    // then
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(ends(bridge)).containsExactly("rejected", "ambiguous");
  }

  @Test
  void shouldRememberItWhenTheTaskOfTheRequestGoesOn() {
    // given
    resubmitted("r1");
    bridge.accept("r1").commit();

    // when
    LedgerEntry ended = entry(bridge, "r1").in(new Phase.Ended(Instant.EPOCH, null));

    // then
    assertThat(ended.strays().windows()).hasSize(1);
  }

  @Test
  void shouldRememberItInAnotherProcess() {
    // given
    resubmitted("r1");
    unclear("r2");
    SubmissionFixture heir = new SubmissionFixture(32, 0);
    heir.clock.pass(Duration.between(heir.clock.instant(), bridge.clock.instant()));
    heir.ledger.restore(bridge.log.restore(0));

    // when it reads both again, and the first is submitted a third time
    heir.read(resubmit("r1")).read("r2").commit();
    assertThat(heir.posted()).containsExactly("r1");
    heir.accept("r1").commit();
    heir.listAfterGrace(SubmissionFixture.stranger("stray"));

    // then
    assertNamedAndNotAdopted(heir, "stray");
  }

  @Test
  void shouldRememberItWhileTheRequestWaitsForItsNextTurn() {
    // given
    Instant intent = bridge.clock.instant();
    bridge.read(resubmit("r1")).commit();
    bridge.submitter.hold();

    // when
    bridge.answer("r1", Samples.unclear()).commit();

    // then
    assertThat(bridge.phase("r1")).isEqualTo(new Phase.Waiting());
    assertThat(entry(bridge, "r1").strays().windows()).containsExactly(ClocksTest.unknown(intent));
  }

  @Test
  void shouldAdoptATaskThatIsTooYoungToBeLeftBehind() {
    // given the API's clock was learnt to agree with ours
    bridge
        .read("r9")
        .commit()
        .answer("r9", Samples.ok(ReconciliationTest.created("t9", bridge.clock.instant())));
    resubmitted("r1");
    bridge.accept("r1").commit();
    bridge.clock.pass(SubmissionFixture.GRACE.plusSeconds(10));
    unclear("r2");

    // when
    bridge.listAfterGrace(ReconciliationTest.created("t2", bridge.clock.instant()));

    // then
    assertThat(bridge.api.gets()).extracting(call -> call.asked().taskId().value()).contains("t2");
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  /** Whichever of its submissions made the task, it is its own. */
  @Test
  void shouldLetARequestAdoptWhatItLeftBehindItself() {
    // given its second submission is unclear too, and by now it is to stop: so it is looked for
    resubmitted("r1");
    LedgerEntry entry = entry(bridge, "r1");
    bridge.ledger.apply(
        0, List.of(new LedgerChange.Put(entry.steered(Steering.NONE.stopping(Stop.CANCEL)))));
    bridge.answer("r1", Samples.unclear()).commit();

    // when
    bridge.listAfterGrace(SubmissionFixture.stranger("stray"));
    ScriptedTaskApi.open(bridge.api.gets())
        .get(0)
        .answer(Samples.ok(SubmissionFixture.stranger("stray")));
    bridge.thread.run();

    // then
    assertThat(entry(bridge, "r1").taskId()).contains(new TaskId("stray"));
    assertThat(bridge.posted()).containsExactly("r1", "r1");
  }

  /** Submits it twice: the first came to no clear answer, the second is in the air. */
  private void resubmitted(String id) {
    bridge.read(resubmit(id)).commit().answer(id, Samples.unclear()).commit();
    assertThat(bridge.inAir()).containsExactly(id);
  }

  private void unclear(String id) {
    bridge.read(id).commit().answer(id, Samples.unclear());
  }

  private static TaskRequest resubmit(String id) {
    return Samples.request(
        id, 0, SubmissionFixture.offsetOf(id), Samples.options(AmbiguityPolicy.RESUBMIT));
  }

  private static LedgerEntry entry(SubmissionFixture bridge, String id) {
    return bridge.ledger.find(0, new RequestId(id)).orElseThrow();
  }

  private static List<String> ends(SubmissionFixture bridge) {
    return bridge.log.events(Finished.class).stream().map(end -> end.result().status()).toList();
  }

  private static void assertNamedAndNotAdopted(SubmissionFixture bridge, String task) {
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.result().status()).isEqualTo("ambiguous");
              assertThat(end.result().error().detail().text())
                  .isEqualTo("{\"candidates\":[\"" + task + "\"]}");
            });
  }
}
