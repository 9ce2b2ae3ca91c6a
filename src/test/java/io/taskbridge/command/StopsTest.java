package io.taskbridge.command;

import static io.taskbridge.command.CommandFixture.ID;
import static io.taskbridge.command.CommandFixture.TTL;
import static io.taskbridge.command.CommandFixture.position;
import static io.taskbridge.command.CommandFixture.restored;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.Stop;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopsTest {
  private static final Phase RUNNING = new Phase.Running(Samples.running("t1"));
  private static final Phase SUBMITTING = new Phase.Submitting(1, MutableClock.START);

  @Test
  void shouldWriteACancelDownBeforeItsRecordIsDoneWith() {
    CommandFixture bridge = restored(CommandFixture.entry(SUBMITTING, null));

    bridge.cancel(1);

    assertThat(bridge.log.last().settled()).containsExactly(position(1));
    assertThat(bridge.log.last().changes()).hasSize(1);
    assertThat(bridge.entry().steering().stop()).isEqualTo(Stop.CANCEL);
    bridge.pass(Duration.ofHours(1));
    assertThat(bridge.api.cancels()).isEmpty();
  }

  @Test
  void shouldCancelWhatIsInTheAirOnceTheApiHasIt() {
    CommandFixture bridge = restored(CommandFixture.entry(SUBMITTING, null));
    bridge.cancel(1);

    bridge.change(bridge.entry().in(RUNNING));
    bridge.pass(Duration.ZERO);

    assertThat(bridge.api.cancels()).hasSize(1);
  }

  @Test
  void shouldCancelWhatAnotherLifeWasToldToStop() {
    CommandFixture bridge =
        restored(
            CommandFixture.entry(RUNNING, null)
                .steered(io.taskbridge.task.Steering.NONE.stopping(Stop.CANCEL)));

    bridge.pass(Duration.ZERO);

    assertThat(bridge.api.cancels()).hasSize(1);
  }

  @Test
  void shouldLookForTheResultWhenTheTaskWasQuicker() {
    CommandFixture bridge = CommandFixture.session();
    bridge.cancel(1);
    bridge.pass(Duration.ZERO);

    bridge.api.cancels().get(0).answer(Samples.refused(404, "Task not found"));
    bridge.thread.run();

    assertThat(bridge.hurried).containsExactly(ID);
  }

  @Test
  void shouldAskAgainUntilTheTaskHasEnded() {
    CommandFixture bridge = CommandFixture.session();
    bridge.cancel(1);
    bridge.pass(Duration.ZERO);
    bridge.api.cancels().get(0).answer(Samples.unclear());
    bridge.thread.run();
    bridge.pass(Duration.ofSeconds(1));
    assertThat(bridge.api.cancels()).hasSize(2);

    bridge.change(bridge.entry().in(new Phase.Ended(bridge.clock.instant(), null)));
    ScriptedTaskApi.open(bridge.api.cancels()).get(0).answer(Samples.unclear());
    bridge.thread.run();
    bridge.pass(Duration.ofHours(1));

    assertThat(bridge.api.cancels()).hasSize(2);
  }

  @Test
  void shouldStopAtTheDeadlineAndNotBefore() {
    CommandFixture bridge =
        restored(CommandFixture.entry(RUNNING, MutableClock.START.plusSeconds(60)));

    bridge.pass(Duration.ofSeconds(59));
    assertThat(bridge.entry().steering().stop()).isNull();
    bridge.pass(Duration.ofSeconds(1));

    assertThat(bridge.entry().steering().stop()).isEqualTo(Stop.DEADLINE);
    assertThat(bridge.api.cancels()).hasSize(1);
  }

  @Test
  void shouldForgetTheDeadlineOfWhatWaitsForAnotherTurn() {
    CommandFixture bridge =
        restored(CommandFixture.entry(SUBMITTING, MutableClock.START.plusSeconds(60)));

    bridge.ledger.apply(0, java.util.List.of(new io.taskbridge.ledger.LedgerChange.Remove(ID)));
    bridge.pass(Duration.ofHours(1));

    assertThat(bridge.log.appended()).isEmpty();
  }

  @Test
  void shouldWithdrawWhatWaitsForItsSubmission() {
    CommandFixture bridge = CommandFixture.empty();
    bridge.waiting.put(ID, CommandFixture.options(null));

    bridge.cancel(1);

    assertThat(bridge.withdrawn).containsEntry(ID, Stop.CANCEL);
    assertThat(bridge.log.settled()).containsExactly(position(1));
  }

  @Test
  void shouldCallOffARequestThatComesLaterThanItsCancel() {
    CommandFixture bridge = CommandFixture.empty();

    bridge.cancel(1);

    assertThat(bridge.commands.calledOff(0, ID)).contains(Stop.CANCEL);
    assertThat(bridge.commands.calledOff(1, ID)).isEmpty();
    assertThat(bridge.log.appended()).isEmpty();
    bridge.change(CommandFixture.entry(new Phase.Ended(MutableClock.START, null), null));
    assertThat(bridge.log.settled()).containsExactly(position(1));
    assertThat(bridge.commands.calledOff(0, ID)).isEmpty();
  }

  @Test
  void shouldSetCommandsAsideWhoseRequestDoesNotComeInTime() {
    CommandFixture bridge = CommandFixture.empty();
    bridge.act("a1", ActionKind.GOTO, 1);
    bridge.cancel(2);

    bridge.pass(TTL);

    assertThat(bridge.log.deadLetters())
        .extracting(DeadLetter::code)
        .containsExactly(ErrorCode.UNKNOWN_REQUEST, ErrorCode.UNKNOWN_REQUEST);
  }

  @Test
  void shouldGiveCommandsTheirTimeOnceTheCrowdBeforeTheirRequestIsGone() {
    CommandFixture bridge = CommandFixture.empty();
    bridge.crowded = true;
    bridge.act("a1", ActionKind.GOTO, 1);
    bridge.pass(TTL);
    bridge.pass(TTL);
    assertThat(bridge.log.deadLetters()).isEmpty();

    bridge.crowded = false;
    bridge.pass(TTL.minusSeconds(1));
    assertThat(bridge.log.deadLetters()).isEmpty();
    bridge.pass(Duration.ofSeconds(1));

    assertThat(bridge.log.deadLetters()).hasSize(1);
  }

  @Test
  void shouldKeepTheOrderOfActionsThatCameBeforeTheirRequest() {
    CommandFixture bridge = CommandFixture.empty();
    bridge.act("a1", ActionKind.GOTO, 1);
    bridge.change(CommandFixture.entry(RUNNING, null));
    bridge.act("a2", ActionKind.GOTO, 2);

    assertThat(bridge.entry().steering().open().id()).isEqualTo("a1");
  }
}
