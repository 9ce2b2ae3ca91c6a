package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskRequest;
import org.junit.jupiter.api.Test;

/** Another replica takes over and reads the records again whose outcome is not durable. */
class SubmitterRestartTest {
  private final SubmissionFixture dead = SubmissionFixture.unlimited();
  private final SubmissionFixture heir = new SubmissionFixture(32, 0);

  @Test
  void shouldSubmitARequestOfWhichNothingIsKnown() {
    // given an intent that never became durable
    dead.read("r1");

    // when
    takeOver();
    heir.read("r1").commit();

    // then
    assertThat(dead.posted()).isEmpty();
    assertThat(heir.posted()).containsExactly("r1");
  }

  @Test
  void shouldNotSubmitAgainWhatMayBeAtTheApi() {
    // given an intent, and a POST whose outcome nobody heard of
    dead.read("r1").commit();

    // when
    takeOver();
    heir.read("r1").commit();
    heir.listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"));

    // then
    assertThat(heir.posted()).isEmpty();
    assertThat(heir.log.events(Finished.class))
        .singleElement()
        .satisfies(end -> assertThat(end.result().status()).isEqualTo("ambiguous"));
    assertThat(heir.phase("r1")).isInstanceOf(Phase.Ended.class);
    assertThat(heir.submitter.backlog(0)).isZero();
  }

  @Test
  void shouldSubmitAgainWhatTheSenderWantsAgain() {
    // given
    TaskRequest request = Samples.request("r1", 0, 1, Samples.options(AmbiguityPolicy.RESUBMIT));
    dead.read(request).commit();

    // when
    takeOver();
    heir.read(request).commit();

    // then
    assertThat(heir.posted()).containsExactly("r1");
    assertThat(heir.phase("r1")).isInstanceOf(Phase.Submitting.class);
    assertThat(heir.log.events()).isEmpty();
  }

  @Test
  void shouldSettleARequestWhoseTaskRuns() {
    // given
    dead.read("r1").commit().accept("r1").commit();

    // when
    takeOver();
    heir.read("r1");

    // then
    assertThat(heir.posted()).isEmpty();
    assertThat(heir.log.events()).isEmpty();
    assertThat(heir.log.settled())
        .containsExactly(new SourcePosition(SubmissionFixture.TOPIC, 0, 1));
    assertThat(heir.phase("r1")).isInstanceOf(Phase.Running.class);
  }

  @Test
  void shouldSubmitARequestThatTheApiWasKnownNotToHave() {
    // given an intent that was taken back
    dead.read("r1").commit().answer("r1", Samples.throttled()).commit();

    // when
    takeOver();
    heir.read("r1").commit();

    // then
    assertThat(heir.posted()).containsExactly("r1");
  }

  @Test
  void shouldSubmitAgainAfterAnUnclearAnswerWhenTheSenderWantsSo() {
    // given
    SubmissionFixture bridge = SubmissionFixture.unlimited();
    bridge.read(Samples.request("r1", 0, 1, Samples.options(AmbiguityPolicy.RESUBMIT))).commit();

    // when
    bridge.answer("r1", Samples.unclear()).commit().accept("r1");

    // then
    assertThat(bridge.posted()).containsExactly("r1", "r1");
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  @Test
  void shouldDropTheAnswerToAPostOfAPartitionThatIsGone() {
    // given
    dead.read("r1").commit();

    // when
    dead.ledger.release(0);
    int appended = dead.log.appended().size();
    dead.accept("r1");

    // then
    assertThat(dead.log.appended()).hasSize(appended);
    assertThat(dead.submitter.inAir()).isZero();
  }

  @Test
  void shouldDropTheAnswerToAPostFromBeforeThePartitionCameBack() {
    // given
    dead.read("r1").commit();
    dead.ledger.release(0);
    dead.ledger.restore(dead.log.restore(0));

    // when the record is read again, and the old answer comes in
    dead.read("r1").commit();
    dead.accept("r1").commit();

    // then it is the new life's to find out
    assertThat(dead.posted()).containsExactly("r1");
    assertThat(dead.phase("r1")).isInstanceOf(Phase.Submitting.class);
    assertThat(dead.submitter.unclear()).isEqualTo(1);
  }

  @Test
  void shouldNotPostWhenTheIntentIsLost() {
    // given
    dead.read("r1");

    // when
    dead.log.lose();
    dead.thread.run();

    // then
    assertThat(dead.posted()).isEmpty();
    assertThat(dead.submitter.inAir()).isZero();
  }

  @Test
  void shouldNotPostWhenThePartitionIsGoneByTheTimeTheIntentIsDurable() {
    dead.read("r1");
    dead.ledger.release(0);

    dead.commit();

    assertThat(dead.posted()).isEmpty();
    assertThat(dead.submitter.inAir()).isZero();
  }

  private void takeOver() {
    heir.ledger.restore(dead.log.restore(0));
  }
}
