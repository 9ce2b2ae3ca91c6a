package io.taskbridge.task;

import static io.taskbridge.task.Samples.OPTIONS;
import static io.taskbridge.task.Samples.answered;
import static io.taskbridge.task.Samples.called;
import static io.taskbridge.task.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskEvent.ToolCalled;
import io.taskbridge.task.TaskLifecycle.Observation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskLifecycleTest {
  private static final Instant NOW = MutableClock.START;
  private static final Instant LATER = NOW.plusSeconds(7);
  private static final int PARTITION = 4;
  private static final Subject SUBJECT =
      new Subject(new RequestId("order-42"), null, null, new TaskId("t1"));

  @Test
  void shouldTellTheFirstStatusWithoutAPreviousOne() {
    // when
    Observation first = accepted(snapshot("t1", TaskStatus.WAITING));

    // then
    StatusChanged status = (StatusChanged) first.events().get(0);
    assertThat(first.events()).hasSize(1);
    assertThat(status.sequence()).isEqualTo(1);
    assertThat(status.status()).isEqualTo("waiting");
    assertThat(status.previousStatus()).isNull();
    assertThat(status.changed()).containsExactly("status");
    assertThat(status.observedAt()).isEqualTo(NOW);
    assertThat(first.ended()).isFalse();
  }

  @Test
  void shouldChainAStatusToTheOneBefore() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.WAITING));

    // when
    Observation second = observed(first, snapshot("t1", TaskStatus.RUNNING));

    // then
    assertThat(second.events())
        .singleElement()
        .satisfies(
            event -> {
              StatusChanged status = (StatusChanged) event;
              assertThat(status.sequence()).isEqualTo(2);
              assertThat(status.status()).isEqualTo("running");
              assertThat(status.previousStatus()).isEqualTo("waiting");
            });
    assertThat(second.task().changedAt()).isEqualTo(LATER);
    assertThat(second.task().submittedAt()).isEqualTo(NOW);
  }

  @Test
  void shouldTellAStatusThatNobodyDocumented() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.WAITING));

    // when
    Observation second = observed(first, snapshot("t1", TaskStatus.of("paused")));

    // then
    assertThat(second.events()).extracting(e -> ((StatusChanged) e).status()).contains("paused");
    assertThat(second.ended()).isFalse();
  }

  @Test
  void shouldSayNothingAboutAnAnswerThatBringsNothingNew() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING, called("e1", 10)));

    // when
    Observation same = observed(first, snapshot("t1", TaskStatus.RUNNING, called("e1", 10)));

    // then
    assertThat(same.events()).isEmpty();
    assertThat(same.changed()).isFalse();
    assertThat(same.task()).isEqualTo(first.task());
  }

  @Test
  void shouldNameTheLinksThatBecameKnown() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING));

    // when
    Observation second =
        observed(
            first, snapshot("t1", TaskStatus.RUNNING, new Artifacts("https://live", null, "")));

    // then
    StatusChanged status = (StatusChanged) second.events().get(0);
    assertThat(status.changed()).containsExactly("live_url", "downloads_url");
    assertThat(status.previousStatus()).isEqualTo("running");
    assertThat(status.artifacts()).isEqualTo(new Artifacts("https://live", null, ""));
  }

  @Test
  void shouldNotForgetALinkThatALaterAnswerLeavesOut() {
    // given
    Observation first =
        accepted(snapshot("t1", TaskStatus.RUNNING, new Artifacts("https://live", null, null)));

    // when
    Observation end = observed(first, snapshot("t1", TaskStatus.DONE));

    // then
    Finished finished = (Finished) end.events().get(1);
    assertThat(finished.result().artifacts().liveUrl()).isEqualTo("https://live");
  }

  @Test
  void shouldTellToolCallsThenTheStatusThenTheEnd() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING));

    // when the terminal answer carries the last events
    Observation end =
        observed(first, snapshot("t1", TaskStatus.DONE, called("e1", 10), called("e2", 11)));

    // then
    assertThat(end.events())
        .satisfiesExactly(
            event -> assertThat(event).isInstanceOf(ToolCalled.class),
            event -> assertThat(event).isInstanceOf(ToolCalled.class),
            event -> assertThat(event).isInstanceOf(StatusChanged.class),
            event -> assertThat(event).isInstanceOf(Finished.class));
    assertThat(end.ended()).isTrue();
    assertThat(end.task().calls()).isEqualTo(new ToolCalls(2, List.of()));
  }

  @Test
  void shouldMakeAResultOfTheTerminalAnswer() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING));

    // when
    Observation end = observed(first, snapshot("t1", TaskStatus.FAILED));

    // then
    TaskResult result = ((Finished) end.events().get(1)).result();
    assertThat(result.status()).isEqualTo("failed");
    assertThat(result.output()).isEqualTo(new Json("\"output of t1\""));
    assertThat(result.error()).isNull();
    assertThat(result.submittedAt()).isEqualTo(NOW);
    assertThat(result.finishedAt()).isEqualTo(LATER);
  }

  @Test
  void shouldEndATaskWhoseOutputCannotBeRead() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING));

    // when
    Observation end =
        observed(first, snapshot("t1", TaskStatus.DONE).withoutOutput("it is too large"));

    // then
    TaskResult result = ((Finished) end.events().get(1)).result();
    assertThat(result.status()).isEqualTo("done");
    assertThat(result.output()).isNull();
    assertThat(result.error())
        .isEqualTo(TaskError.of(ErrorCode.OUTPUT_TOO_LARGE, "it is too large"));
  }

  @Test
  void shouldTellTheWholeLifeOfATaskThatEndedAtOnce() {
    // when
    Observation end = accepted(snapshot("t1", TaskStatus.DONE));

    // then
    assertThat(end.events()).hasSize(2);
    assertThat(((StatusChanged) end.events().get(0)).sequence()).isEqualTo(1);
    assertThat(end.events().get(1)).isInstanceOf(Finished.class);
  }

  @Test
  void shouldChangeNothingButLinksAfterTheEnd() {
    // given
    Observation end = accepted(snapshot("t1", TaskStatus.DONE));

    // when an answer contradicts the end, and brings a link
    Observation late =
        observed(
            end,
            snapshot(
                "t1",
                TaskStatus.RUNNING,
                new Artifacts(null, "https://video", null),
                called("e", 9)));

    // then
    StatusChanged status = (StatusChanged) late.events().get(0);
    assertThat(late.events()).hasSize(1);
    assertThat(status.status()).isEqualTo("done");
    assertThat(status.previousStatus()).isEqualTo("done");
    assertThat(status.sequence()).isEqualTo(2);
    assertThat(status.changed()).containsExactly("recording_url");
    assertThat(late.task().status()).isEqualTo(TaskStatus.DONE);
    assertThat(late.task().calls().open()).isEmpty();
  }

  @Test
  void shouldNumberToolCallsOverAllAnswers() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING, called("e1", 10)));

    // when
    Observation second = observed(first, snapshot("t1", TaskStatus.RUNNING, called("e2", 11)));

    // then
    ToolCalled call = (ToolCalled) second.events().get(0);
    assertThat(call.correlationId())
        .isEqualTo(new CorrelationId(PARTITION, 2, new RequestId("order-42")));
    assertThat(call.call().callId()).isEqualTo("e2");
    assertThat(call.call().replyBy()).isEqualTo(LATER.plus(Samples.TOOL_TIMEOUT));
    assertThat(call.calledAt()).isEqualTo(Instant.ofEpochMilli(11));
    assertThat(second.task().calls().open()).extracting(ToolCall::number).containsExactly(1, 2);
  }

  @Test
  void shouldTakeItsOwnAnswersInTheListForNoCalls() {
    // given
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING, called("e1", 10)));

    // when the API lists what was answered, under the id of the call
    Observation second = observed(first, snapshot("t1", TaskStatus.RUNNING, answered("e1", 12)));

    // then
    assertThat(second.events()).isEmpty();
    assertThat(second.task().calls().published()).isEqualTo(1);
    assertThat(second.task().cursor().timestamp()).isEqualTo(12);
  }

  @Test
  void shouldTakeTheTimeOfReadingForACallWithoutATimestamp() {
    // when
    Observation first = accepted(snapshot("t1", TaskStatus.RUNNING, called("e1", 0)));

    // then
    assertThat(((ToolCalled) first.events().get(0)).calledAt()).isEqualTo(NOW);
  }

  @Test
  void shouldLookForLateLinksOnlyWhileOneMayCome() {
    // given
    FollowedTask nothing = accepted(snapshot("t1", TaskStatus.DONE)).task();
    FollowedTask all =
        accepted(snapshot("t1", TaskStatus.DONE, new Artifacts(null, "v", ""))).task();
    FollowedTask downloads =
        accepted(snapshot("t1", TaskStatus.DONE, new Artifacts(null, null, "d"))).task();
    RequestOptions withoutRecording =
        new RequestOptions(
            AmbiguityPolicy.FAIL,
            Samples.TOOL_TIMEOUT,
            Samples.ARTIFACTS_TIMEOUT,
            false,
            true,
            false,
            null);

    // then
    assertThat(TaskLifecycle.awaitsArtifacts(nothing, OPTIONS)).isTrue();
    assertThat(TaskLifecycle.awaitsArtifacts(downloads, OPTIONS)).isTrue();
    assertThat(TaskLifecycle.awaitsArtifacts(all, OPTIONS)).isFalse();
    assertThat(TaskLifecycle.awaitsArtifacts(downloads, withoutRecording)).isFalse();
    assertThat(TaskLifecycle.awaitsArtifacts(nothing, Samples.WITHOUT_ARTIFACTS)).isFalse();
  }

  private static Observation accepted(TaskSnapshot answer) {
    return TaskLifecycle.accepted(SUBJECT, PARTITION, OPTIONS, Steering.NONE, answer, NOW);
  }

  private static Observation observed(Observation before, TaskSnapshot answer) {
    return TaskLifecycle.observed(
        SUBJECT, PARTITION, OPTIONS, Steering.NONE, before.task(), answer, LATER);
  }
}
