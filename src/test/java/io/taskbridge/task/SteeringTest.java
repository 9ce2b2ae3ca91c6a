package io.taskbridge.task;

import static io.taskbridge.task.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiEvent.Payload;
import io.taskbridge.task.TaskEvent.ActionFinished;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskLifecycle.Observation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteeringTest {
  private static final RequestId ID = new RequestId("s");
  private static final Instant NOW = MutableClock.START;
  private static final Subject SUBJECT =
      Subject.of(ID, Samples.origin(0, 0, "f"), new TaskId("t1"));
  private static final RequestOptions OPTIONS =
      new RequestOptions(
          AmbiguityPolicy.FAIL,
          Samples.TOOL_TIMEOUT,
          Samples.ARTIFACTS_TIMEOUT,
          true,
          true,
          true,
          NOW.minusSeconds(1));

  @Test
  void shouldFinishTheOpenActionWithItsAnswer() {
    Steering steering = open("a1", ActionKind.GOTO);

    Observation seen =
        observed(steering, snapshot("t1", TaskStatus.RUNNING, answer(steering, 200, 7)));

    assertThat(seen.changed()).isTrue();
    assertThat(seen.steering().open()).isNull();
    assertThat(seen.steering().knows("a1")).isTrue();
    assertThat(seen.steering().knows("a2")).isFalse();
    assertThat(seen.events())
        .containsExactly(
            new ActionFinished(
                SUBJECT, "a1", "goto", 200, new Json("{}"), Instant.ofEpochMilli(7)));
  }

  @Test
  void shouldHearAnAnswerOnlyOnce() {
    Steering steering = open("a1", ActionKind.GOTO);
    ApiEvent answer = answer(steering, 200, 7);

    Observation first = observed(steering, snapshot("t1", TaskStatus.RUNNING, answer));
    Observation second = observed(first.steering(), snapshot("t1", TaskStatus.RUNNING, answer));

    assertThat(second.events()).isEmpty();
    assertThat(second.steering()).isEqualTo(first.steering());
  }

  @Test
  void shouldTellFromTheListedActionThatTheApiHasIt() {
    Steering steering = open("a1", ActionKind.EVALUATE_JS);
    ApiEvent listed =
        new ApiEvent(
            steering.open().eventId(),
            "browser_action",
            new Payload.Call("evaluate_js", new Json("{}")),
            5);

    Observation seen = observed(steering, snapshot("t1", TaskStatus.RUNNING, listed));

    assertThat(seen.steering().open().taken()).isTrue();
    assertThat(seen.events()).isEmpty();
  }

  @Test
  void shouldNotTakeTheAnswerToAnotherActionForThisOnes() {
    Steering steering = open("a1", ActionKind.GOTO);
    ApiEvent other = answer(open("a2", ActionKind.GOTO), 200, 7);

    Observation seen = observed(steering, snapshot("t1", TaskStatus.RUNNING, other));

    assertThat(seen.steering()).isEqualTo(steering);
    assertThat(seen.events()).isEmpty();
  }

  @Test
  void shouldFailAnActionThatTheEndOfTheSessionLeftWithoutAnAnswer() {
    Observation seen =
        observed(open("a1", ActionKind.RUN_TASK), snapshot("t1", TaskStatus.CANCELLED));

    ActionFinished action = (ActionFinished) seen.events().get(0);
    assertThat(action.code()).isEqualTo(500);
    assertThat(action.output().text()).contains("unknown whether the action ran");
    assertThat(seen.steering().open()).isNull();
  }

  @Test
  void shouldPublishTheLastAnswerBeforeTheEnd() {
    Steering steering = open("c", ActionKind.CLOSE);

    Observation seen =
        observed(steering, snapshot("t1", TaskStatus.DONE, answer(steering, 200, 7)));

    assertThat(seen.events()).hasSize(3);
    assertThat(((ActionFinished) seen.events().get(0)).code()).isEqualTo(200);
    assertThat(seen.events().get(2)).isInstanceOf(Finished.class);
    assertThat(seen.steering().closed()).isTrue();
  }

  @Test
  void shouldSayNothingOfWhatTheBridgeDidByItself() {
    Steering steering = open("", ActionKind.CLOSE);

    Observation seen =
        observed(steering, snapshot("t1", TaskStatus.DONE, answer(steering, 200, 7)));

    assertThat(seen.events()).noneMatch(ActionFinished.class::isInstance);
    assertThat(seen.steering().known()).isEmpty();
    assertThat(seen.steering().closed()).isTrue();
  }

  @Test
  void shouldNotCountASessionAsClosedWhoseClosingFailed() {
    Steering steering = open("c", ActionKind.CLOSE);

    assertThat(steering.finished(500).closed()).isFalse();
    assertThat(steering.finished(200).closed()).isTrue();
  }

  @Test
  void shouldCallATaskExpiredThatWasCancelledForItsDeadline() {
    Observation seen =
        observed(Steering.NONE.stopping(Stop.DEADLINE), snapshot("t1", TaskStatus.CANCELLED));

    TaskResult result = result(seen);
    assertThat(result.status()).isEqualTo("expired");
    assertThat(result.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(result.error().message()).contains(OPTIONS.deadline().toString());
  }

  @Test
  void shouldCallATaskCancelledThatItsSenderCancelled() {
    Observation seen =
        observed(Steering.NONE.stopping(Stop.CANCEL), snapshot("t1", TaskStatus.CANCELLED));

    assertThat(result(seen).status()).isEqualTo("cancelled");
    assertThat(result(seen).error()).isNull();
  }

  @Test
  void shouldTellTheTasksOwnEndWhenItWasQuickerThanTheCancel() {
    Observation seen =
        observed(Steering.NONE.stopping(Stop.DEADLINE), snapshot("t1", TaskStatus.DONE));

    assertThat(result(seen).status()).isEqualTo("done");
    assertThat(result(seen).error()).isNull();
  }

  @Test
  void shouldKeepTheFirstReasonToStop() {
    assertThat(Steering.NONE.stopping(Stop.CANCEL).stopping(Stop.DEADLINE).stop())
        .isEqualTo(Stop.CANCEL);
  }

  @Test
  void shouldForgetTheOldestActionsOfALongSession() {
    Steering steering = Steering.NONE;
    for (int i = 0; i <= Steering.REMEMBERED; i++) {
      steering =
          steering
              .announcing(OpenAction.announced(ID, "a" + i, ActionKind.GOTO, NOW))
              .finished(200);
    }

    assertThat(steering.knows("a0")).isFalse();
    assertThat(steering.knows("a1")).isTrue();
    assertThat(steering.knows("a" + Steering.REMEMBERED)).isTrue();
  }

  private static TaskResult result(Observation seen) {
    return seen.events().stream()
        .filter(Finished.class::isInstance)
        .map(event -> ((Finished) event).result())
        .findFirst()
        .orElseThrow();
  }

  private static Observation observed(Steering steering, TaskSnapshot answer) {
    return TaskLifecycle.observed(
        SUBJECT, 0, OPTIONS, steering, Samples.running("t1"), answer, NOW);
  }

  private static Steering open(String id, ActionKind kind) {
    return Steering.NONE.announcing(OpenAction.announced(ID, id, kind, NOW));
  }

  private static ApiEvent answer(Steering steering, int code, long timestamp) {
    OpenAction open = steering.open();
    return new ApiEvent(
        open.eventId(), open.kind().event(), new Payload.Answer(code, new Json("{}")), timestamp);
  }

  @Test
  void shouldKnowFromWhenOnNothingMoved() {
    Instant later = NOW.plusSeconds(9);
    Steering open = Steering.NONE.announcing(OpenAction.announced(ID, "a", ActionKind.GOTO, later));

    assertThat(List.of(Steering.NONE.quietSince(NOW), open.quietSince(NOW)))
        .containsExactly(NOW, later);
  }
}
