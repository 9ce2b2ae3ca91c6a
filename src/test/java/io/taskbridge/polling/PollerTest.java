package io.taskbridge.polling;

import static io.taskbridge.polling.PollingFixture.running;
import static io.taskbridge.task.Samples.called;
import static io.taskbridge.task.Samples.ok;
import static io.taskbridge.task.Samples.refused;
import static io.taskbridge.task.Samples.snapshot;
import static io.taskbridge.task.Samples.unclear;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Get;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskEvent.ToolCalled;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollerTest {
  private final PollingFixture bridge = new PollingFixture(8);

  @Test
  void shouldAskAboutWhatWasRestoredWithinOneInterval() {
    // when
    bridge.owning(running("a"), running("b"));

    // then
    bridge.clock.pass(PollingFixture.INTERVAL);
    bridge.poller.tick();
    assertThat(bridge.api.gets())
        .extracting(call -> call.asked().taskId().value())
        .containsExactlyInAnyOrder("task-a", "task-b");
    assertThat(bridge.api.gets()).allMatch(call -> call.asked().downloads());
    assertThat(bridge.poller.watched()).isEqualTo(2);
  }

  @Test
  void shouldAskAboutATaskThatWasJustAccepted() {
    // given
    bridge.owning();
    assertThat(bridge.poller.next()).isEmpty();

    // when
    bridge.ledger.apply(0, List.of(new LedgerChange.Put(running("a"))));

    // then
    assertThat(Duration.between(bridge.clock.instant(), bridge.poller.next().orElseThrow()))
        .isBetween(Duration.ofMillis(800), Duration.ofMillis(1_200));
  }

  @Test
  void shouldPublishWhatChangedAndAskAgain() {
    // given
    bridge.owning(running("a"));

    // when
    answerNext(snapshot("task-a", TaskStatus.of("paused"), called("e1", 10)));

    // then
    assertThat(bridge.log.events())
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(ToolCalled.class),
            second -> assertThat(second).isInstanceOf(StatusChanged.class));
    assertThat(bridge.log.last().changes()).hasSize(1);
    assertThat(bridge.poller.next()).isPresent();
  }

  @Test
  void shouldPublishNothingWhenNothingChanged() {
    bridge.owning(running("a"));

    answerNext(snapshot("task-a", TaskStatus.RUNNING));

    assertThat(bridge.log.appended()).isEmpty();
    assertThat(bridge.poller.next()).isPresent();
  }

  @Test
  void shouldAskLessOftenAboutATaskThatIsQuiet() {
    // given a task that has been quiet for a while
    bridge.owning(running("a"));
    bridge.clock.pass(Duration.ofMinutes(5));

    // when
    answerNext(snapshot("task-a", TaskStatus.RUNNING));

    // then
    assertThat(Duration.between(bridge.clock.instant(), bridge.poller.next().orElseThrow()))
        .isGreaterThan(Duration.ofSeconds(7));
  }

  @Test
  void shouldEndATaskWithItsResultAndStopAsking() {
    // given
    bridge.owning(running("a", Samples.WITHOUT_ARTIFACTS));

    // when
    answerNext(snapshot("task-a", TaskStatus.DONE));

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.phase("a"))
        .isEqualTo(new Phase.Ended(bridge.clock.instant(), new TaskId("task-a")));
    assertThat(bridge.poller.watched()).isZero();
    assertThat(bridge.poller.next()).isEmpty();
  }

  @Test
  void shouldTakeTwoDenialsForALossAndSaySo() {
    // given
    bridge.owning(running("a"));
    answerNext(refused(404, "unknown"));
    assertThat(bridge.log.appended()).isEmpty();

    // when
    answerNext(refused(404, "unknown"));

    // then
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.result().status()).isEqualTo("lost");
              assertThat(end.result().error().code()).isEqualTo(ErrorCode.TASK_LOST);
              assertThat(end.subject().taskId().value()).isEqualTo("task-a");
            });
    assertThat(bridge.phase("a")).isInstanceOf(Phase.Ended.class);
    assertThat(bridge.poller.watched()).isZero();
  }

  @Test
  void shouldGoOnWhenADenialWasAMistake() {
    bridge.owning(running("a"));

    answerNext(refused(404, "unknown"));
    answerNext(snapshot("task-a", TaskStatus.RUNNING));
    answerNext(refused(404, "unknown"));

    assertThat(bridge.log.events()).isEmpty();
    assertThat(bridge.phase("a")).isInstanceOf(Phase.Running.class);
    assertThat(bridge.poller.next()).isPresent();
  }

  @Test
  void shouldNotStopTheOthersBecauseOneFails() {
    // given
    bridge.owning(running("a"), running("b"), running("c"));
    bridge.askAll();

    // when
    bridge.answer(bridge.about("a"), unclear());
    bridge.about("b").promise().completeExceptionally(new IllegalStateException("a defect"));
    bridge.thread.run();
    bridge.answer(bridge.about("c"), ok(snapshot("task-c", TaskStatus.of("paused"))));

    // then
    assertThat(bridge.log.events(StatusChanged.class)).hasSize(1);
    bridge.askAll();
    assertThat(openTasks()).containsExactlyInAnyOrder("task-a", "task-b", "task-c");
  }

  @Test
  void shouldWaitLongerAfterEveryFailureInARow() {
    bridge.owning(running("a"));

    Duration before = Duration.ZERO;
    for (int i = 0; i < 4; i++) {
      bridge.answer(bridge.askNext(), unclear());
      Duration wait = Duration.between(bridge.clock.instant(), bridge.poller.next().orElseThrow());
      assertThat(wait).isGreaterThan(before);
      before = wait;
    }
  }

  @Test
  void shouldAskOnlySoMuchAtOnce() {
    // given
    PollingFixture narrow = new PollingFixture(2);
    narrow.owning(
        running("a", Samples.WITHOUT_EVENTS),
        running("b", Samples.WITHOUT_EVENTS),
        running("c", Samples.WITHOUT_EVENTS));

    // when
    narrow.askAll();

    // then
    assertThat(narrow.api.gets()).hasSize(2);

    // when one comes back
    Call<Get, TaskSnapshot> first = narrow.api.gets().get(0);
    narrow.answer(first, ok(snapshot(first.asked().taskId().value(), TaskStatus.RUNNING)));

    // then
    assertThat(narrow.api.gets())
        .extracting(call -> call.asked().taskId().value())
        .containsExactlyInAnyOrder("task-a", "task-b", "task-c");
  }

  @Test
  void shouldNeverAskTwiceAtOnceAboutOneTask() {
    bridge.owning(running("a"));

    bridge.askAll();
    bridge.askAll();

    assertThat(bridge.api.gets()).hasSize(1);
  }

  @Test
  void shouldAskNothingWhileNobodyIsLetInAndGoOnAfterwards() {
    // given
    bridge.owning(running("a"));
    answerNext(Samples.<TaskSnapshot>notAuthenticated());
    bridge.askAll();
    assertThat(bridge.api.gets()).hasSize(1);
    assertThat(bridge.poller.next()).isEmpty();

    // when
    bridge.gate.heard(ok(true));
    bridge.poller.tick();

    // then
    assertThat(bridge.api.gets()).hasSize(2);
    assertThat(bridge.phase("a")).isInstanceOf(Phase.Running.class);
  }

  @Test
  void shouldGoOnAskingWhileCreditsAreOut() {
    bridge.owning(running("a"));
    bridge.gate.heardOfSubmission(Samples.noCredits());

    bridge.askAll();

    assertThat(bridge.api.gets()).hasSize(1);
  }

  @Test
  void shouldDropTheAnswerAboutAPartitionThatIsGone() {
    // given
    bridge.owning(running("a"));
    bridge.askAll();

    // when
    bridge.ledger.release(0);
    bridge.answer(bridge.about("a"), ok(snapshot("task-a", TaskStatus.DONE)));

    // then
    assertThat(bridge.log.appended()).isEmpty();
    assertThat(bridge.poller.watched()).isZero();
    assertThat(bridge.poller.next()).isEmpty();
  }

  @Test
  void shouldDropTheAnswerFromBeforeAPartitionCameBack() {
    // given
    bridge.owning(running("a"));
    bridge.askAll();
    Call<Get, TaskSnapshot> old = bridge.about("a");
    bridge.ledger.release(0);
    bridge.owning(running("a"));

    // when
    bridge.answer(old, ok(snapshot("task-a", TaskStatus.DONE)));

    // then
    assertThat(bridge.log.appended()).isEmpty();
    assertThat(bridge.poller.watched()).isEqualTo(1);
  }

  @Test
  void shouldForgetATaskThatWasRemoved() {
    bridge.owning(running("a"));

    bridge.ledger.apply(0, List.of(new LedgerChange.Remove(new RequestId("a"))));
    bridge.askAll();

    assertThat(bridge.api.gets()).isEmpty();
  }

  @Test
  void shouldKeepWhatAnotherFlowChangedWhileTheQuestionWasInTheAir() {
    // given a question in the air
    LedgerEntry waiting = running("a");
    bridge.owning(waiting);
    bridge.askAll();

    // when a tool call is answered meanwhile
    bridge.answer(bridge.about("a"), ok(snapshot("task-a", TaskStatus.RUNNING, called("e1", 10))));
    bridge.askAll();
    LedgerEntry open = bridge.ledger.find(0, new RequestId("a")).orElseThrow();
    bridge.ledger.apply(
        0,
        List.of(
            new LedgerChange.Put(
                open.in(new Phase.Running(open.followed().orElseThrow().withoutCall(1))))));
    bridge.answer(
        bridge.about("a"),
        ok(snapshot("task-a", TaskStatus.RUNNING, new Artifacts("https://live", null, null))));

    // then
    Phase.Running now = (Phase.Running) bridge.phase("a");
    assertThat(now.task().calls().open()).isEmpty();
    assertThat(now.task().artifacts().liveUrl()).isEqualTo("https://live");
  }

  private void answerNext(TaskSnapshot snapshot) {
    bridge.answer(bridge.askNext(), ok(snapshot));
  }

  private void answerNext(ApiOutcome<TaskSnapshot> outcome) {
    bridge.answer(bridge.askNext(), outcome);
  }

  private List<String> openTasks() {
    return ScriptedTaskApi.open(bridge.api.gets()).stream()
        .map(call -> call.asked().taskId().value())
        .toList();
  }
}
