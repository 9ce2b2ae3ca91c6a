package io.taskbridge.command;

import static io.taskbridge.command.CommandFixture.LEASE;
import static io.taskbridge.command.CommandFixture.UNCLEAR;
import static io.taskbridge.command.CommandFixture.left;
import static io.taskbridge.command.CommandFixture.position;
import static io.taskbridge.command.CommandFixture.restored;
import static io.taskbridge.command.CommandFixture.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.Steering;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActionsOfASessionTest {
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void shouldSendAnActionOnlyOnceItsAnnouncementIsDurable() {
    CommandFixture bridge = CommandFixture.session();

    bridge.act("a1", ActionKind.GOTO, 1);

    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.entry().steering().open().id()).isEqualTo("a1");
    bridge.commit();
    assertThat(bridge.inAir()).hasSize(1);
    assertThat(bridge.inAir().get(0).asked().event().id())
        .isEqualTo(OpenAction.eventId(CommandFixture.ID, "a1"));
    assertThat(bridge.log.settled()).isEmpty();
  }

  @Test
  void shouldAnnounceAnActionAnewThatWaitedTooLongToBeSureOfThePartition() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EVALUATE_JS, 1);
    bridge.clock.pass(LEASE.plusMillis(1));

    bridge.commit();
    assertThat(bridge.api.sends()).isEmpty();
    bridge.commit();

    assertThat(bridge.api.sends()).hasSize(1);
  }

  @Test
  void shouldSendNothingOfAPartitionThatWasLost() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EVALUATE_JS, 1);

    bridge.ledger.release(0);
    bridge.log.lose();
    bridge.pass(LONG);

    assertThat(bridge.api.sends()).isEmpty();
  }

  @Test
  void shouldSendTheNextActionAfterTheOutcomeOfTheOneBefore() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.GOTO, 1);
    bridge.act("a2", ActionKind.GOTO, 2);
    bridge.commit();
    bridge.take();
    bridge.commit();
    assertThat(bridge.api.sends()).hasSize(1);
    assertThat(bridge.hurried).containsExactly(CommandFixture.ID);

    bridge.finish(200);
    bridge.commit();

    assertThat(bridge.api.sends()).hasSize(2);
    assertThat(bridge.log.settled()).containsExactly(position(1));
  }

  @Test
  void shouldSendNothingMoreOnceTheSessionWasClosed() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.CLOSE, 1);
    bridge.act("a2", ActionKind.GOTO, 2);
    bridge.commit();
    bridge.take();
    bridge.finish(200);
    bridge.commit();
    assertThat(bridge.api.sends()).hasSize(1);

    bridge.change(bridge.entry().in(new Phase.Ended(bridge.clock.instant(), null)));

    assertThat(bridge.log.deadLetters())
        .extracting(DeadLetter::position, DeadLetter::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(position(2), ErrorCode.COMMAND_REFUSED));
  }

  @Test
  void shouldEndAnActionThatTheApiRefusesWithoutQuotingSecrets() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.RUN_TASK, 1);
    bridge.commit();

    bridge.answer(Samples.refused(400, "Invalid event: pin s3cret"));

    assertThat(bridge.told()).hasSize(1);
    assertThat(bridge.told().get(0).code()).isEqualTo(400);
    assertThat(bridge.told().get(0).output().text()).contains("pin ***").doesNotContain("s3cret");
    assertThat(bridge.log.settled()).containsExactly(position(1));
  }

  @ParameterizedTest
  @EnumSource(
      value = ActionKind.class,
      names = {"EVALUATE_JS", "RUN_TASK", "CLOSE"})
  void shouldNeverRepeatAnActionThatMayHaveBeenDone(ActionKind kind) {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", kind, 1);
    bridge.commit();
    bridge.answer(Samples.unclear());

    bridge.pass(UNCLEAR.minusSeconds(1));
    assertThat(bridge.api.sends()).hasSize(1);
    bridge.pass(Duration.ofSeconds(1));
    bridge.api.gets().get(0).answer(Samples.ok(Samples.snapshot("t1", TaskStatus.RUNNING)));
    bridge.thread.run();

    assertThat(bridge.api.sends()).hasSize(1);
    assertThat(bridge.told()).hasSize(1);
    assertThat(bridge.told().get(0).code()).isEqualTo(500);
    assertThat(bridge.told().get(0).output().text()).contains("unknown whether it ran");
  }

  @Test
  void shouldGiveUpAnActionWhenTheEventsCanNotBeRead() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EVALUATE_JS, 1);
    bridge.act("a2", ActionKind.CLOSE, 2);
    bridge.commit();
    bridge.answer(Samples.unclear());
    bridge.pass(UNCLEAR);

    lookInVain(bridge, new ApiOutcome.Ambiguous<>(200, "the answer is too long", null));
    bridge.pass(UNCLEAR.minusSeconds(1));
    lookInVain(bridge, new ApiOutcome.Ambiguous<>(200, "the answer is too long", null));
    assertThat(bridge.told()).isEmpty();
    bridge.pass(Duration.ofSeconds(10));
    lookInVain(bridge, new ApiOutcome.Ambiguous<>(200, "the answer is too long", null));

    assertThat(bridge.told()).hasSize(1);
    assertThat(bridge.told().get(0).code()).isEqualTo(500);
    assertThat(bridge.told().get(0).output().text()).contains("unknown whether it ran");
    bridge.commit();
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldWaitForAnApiThatIsAwayBeforeAnActionIsGivenUp() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EVALUATE_JS, 1);
    bridge.commit();
    bridge.answer(Samples.unclear());

    for (int i = 0; i < 3; i++) {
      bridge.pass(LONG);
      lookInVain(bridge, Samples.unclear());
    }

    assertThat(bridge.told()).isEmpty();
  }

  @Test
  void shouldNotTakeWhatALookForOneActionBringsForTheNext() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EVALUATE_JS, 1);
    bridge.act("a2", ActionKind.EVALUATE_JS, 2);
    bridge.commit();
    bridge.answer(Samples.unclear());
    bridge.pass(UNCLEAR);
    bridge.finish(200);
    bridge.commit();
    assertThat(bridge.inAir()).hasSize(1);

    ScriptedTaskApi.open(bridge.api.gets())
        .get(0)
        .answer(Samples.ok(Samples.snapshot("t1", TaskStatus.RUNNING)));
    bridge.thread.run();

    assertThat(bridge.told()).isEmpty();
    assertThat(bridge.entry().steering().open().id()).isEqualTo("a2");
  }

  private static void lookInVain(CommandFixture bridge, ApiOutcome<TaskSnapshot> outcome) {
    ScriptedTaskApi.open(bridge.api.gets()).get(0).answer(outcome);
    bridge.thread.run();
  }

  @Test
  void shouldFindTheAnswerAtTheLastLook() {
    CommandFixture bridge = restored(running(left("a1", ActionKind.EVALUATE_JS, false)));

    bridge.pass(UNCLEAR);
    bridge
        .api
        .gets()
        .get(0)
        .answer(Samples.ok(Samples.snapshot("t1", TaskStatus.RUNNING, bridge.answered(200))));
    bridge.thread.run();

    assertThat(bridge.told()).hasSize(1);
    assertThat(bridge.told().get(0).code()).isEqualTo(200);
  }

  @Test
  void shouldRepeatALookThatGotNoClearAnswer() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EXTRACT, 1);
    bridge.commit();
    bridge.answer(Samples.unclear());

    bridge.pass(Duration.ofSeconds(1));
    bridge.commit();

    assertThat(bridge.api.sends()).hasSize(2);
    assertThat(bridge.api.sends().get(1).asked().event().id())
        .isEqualTo(bridge.api.sends().get(0).asked().event().id());
  }

  @Test
  void shouldSendALookAgainThatAnotherLifeAnnouncedOnceItsRecordIsRead() {
    CommandFixture bridge = restored(running(left("a1", ActionKind.GOTO, false)));
    bridge.pass(Duration.ofSeconds(30));
    assertThat(bridge.api.sends()).isEmpty();

    bridge.act("a1", ActionKind.GOTO, 1);
    bridge.pass(Duration.ofSeconds(1));
    bridge.commit();

    assertThat(bridge.api.sends()).hasSize(1);
    assertThat(bridge.api.sends().get(0).asked().event().payload().text()).contains("s3cret");
  }

  @Test
  void shouldWaitForTheAnswerToAnActionThatTheApiIsKnownToHave() {
    CommandFixture bridge = restored(running(left("a1", ActionKind.RUN_TASK, true)));
    bridge.act("a1", ActionKind.RUN_TASK, 1);
    bridge.act("a2", ActionKind.CLOSE, 2);

    bridge.pass(LONG);
    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.told()).isEmpty();
    bridge.finish(200);
    bridge.commit();

    assertThat(bridge.log.settled()).containsExactly(position(1));
    assertThat(bridge.api.sends()).hasSize(1);
  }

  @Test
  void shouldDropAnActionThatHadItsOutcomeInAnotherLife() {
    Steering done = left("a1", ActionKind.RUN_TASK, true).finished(200);
    CommandFixture bridge = restored(running(done));

    bridge.act("a1", ActionKind.RUN_TASK, 1);
    bridge.commit();

    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.log.settled()).containsExactly(position(1));
    assertThat(bridge.log.deadLetters()).isEmpty();
  }

  @Test
  void shouldReadTheEventsAgainWhenTheApiChoseAnotherId() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EVALUATE_JS, 1);
    bridge.commit();

    bridge.answer(Samples.ok("evt-of-the-api"));
    assertThat(bridge.entry().steering().open().eventId()).isEqualTo("evt-of-the-api");
    ScriptedTaskApi.open(bridge.api.gets())
        .get(0)
        .answer(Samples.ok(Samples.snapshot("t1", TaskStatus.RUNNING, bridge.answered(200))));
    bridge.thread.run();

    assertThat(bridge.told()).hasSize(1);
  }

  @Test
  void shouldTryAgainWhatWasNeverSent() {
    CommandFixture bridge = CommandFixture.session();
    bridge.act("a1", ActionKind.EVALUATE_JS, 1);
    bridge.commit();

    bridge.answer(Samples.throttled());
    bridge.pass(Duration.ofSeconds(1));
    bridge.commit();

    assertThat(bridge.api.sends()).hasSize(2);
  }

  @Test
  void shouldRefuseOneActionTooMany() {
    CommandFixture bridge = CommandFixture.session();
    for (int i = 1; i <= 5; i++) {
      bridge.act("a" + i, ActionKind.GOTO, i);
    }

    assertThat(bridge.log.deadLetters())
        .extracting(DeadLetter::position)
        .containsExactly(position(5));
  }
}
