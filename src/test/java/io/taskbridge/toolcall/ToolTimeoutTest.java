package io.taskbridge.toolcall;

import static io.taskbridge.task.Samples.TOOL_TIMEOUT;
import static io.taskbridge.task.Samples.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls that nobody answers in time, and tasks that end before their calls. */
class ToolTimeoutTest {
  private final ToolCallFixture bridge = ToolCallFixture.waitingFor(toolCall(1));

  @Test
  void shouldAnswerACallByItselfWhenTheTimeIsUp() {
    // given
    bridge.pass(TOOL_TIMEOUT.minusMillis(1));
    assertThat(bridge.api.sends()).isEmpty();

    // when
    bridge.pass(Duration.ofMillis(1));

    // then
    assertThat(bridge.inAir().get(0).asked().event().payload().text())
        .isEqualTo("{\"code\":500,\"output\":\"no reply within PT2M\"}");

    // when
    bridge.answer(Samples.ok("call-1"));

    // then
    assertThat(bridge.open()).isEmpty();
    assertThat(bridge.log.settled()).isEmpty();
    assertThat(bridge.replies.next()).isEmpty();
  }

  @Test
  void shouldNotAnswerACallWhoseReplyIsOnItsWay() {
    bridge.reply(1, 7);
    bridge.answer(Samples.unclear());

    bridge.pass(TOOL_TIMEOUT.multipliedBy(2));

    assertThat(bridge.api.sends())
        .extracting(call -> call.asked().event().payload().text())
        .doesNotContain("{\"code\":500,\"output\":\"no reply within PT2M\"}");
  }

  @Test
  void shouldSetAReplyAsideThatComesAfterTheTimeIsUp() {
    bridge.pass(TOOL_TIMEOUT);

    bridge.reply(1, 7);

    assertThat(bridge.log.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.code()).isEqualTo(ErrorCode.TOOL_CALL_CLOSED));
    assertThat(bridge.api.sends()).hasSize(1);
  }

  @Test
  void shouldLeaveNoDeadLetterWhenTheApiRefusesItsOwnAnswer() {
    bridge.pass(TOOL_TIMEOUT);

    bridge.answer(Samples.refused(404, "unknown task"));

    assertThat(bridge.log.deadLetters()).isEmpty();
    assertThat(bridge.open()).isEmpty();
  }

  @Test
  void shouldAnswerOverdueCallsAfterARestart() {
    // given
    Phase before = bridge.ledger.find(0, ToolCallFixture.ID).orElseThrow().phase();
    bridge.ledger.release(0);
    bridge.pass(TOOL_TIMEOUT.multipliedBy(2));
    assertThat(bridge.api.sends()).isEmpty();

    // when
    bridge.restore(before);
    bridge.pass(Duration.ofMinutes(4));

    // then nobody knows whether a reply is there
    assertThat(bridge.inAir()).isEmpty();
    assertThat(bridge.replies.repliesUncertain()).isTrue();

    // when there was none
    bridge.unread();

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldNotAnswerAnOverdueCallWhoseReplyIsYetToBeRead() {
    // given
    bridge.pass(Duration.ofSeconds(1));
    bridge.interrupt();
    bridge.pass(TOOL_TIMEOUT);

    // when
    bridge.unread(1);
    bridge.pass(Duration.ofMinutes(2));

    // then
    assertThat(bridge.inAir()).isEmpty();

    // when it never comes
    bridge.pass(ReplyDeadlines.LAST_RESORT);

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldAnswerAtTheUsualTimeWhereNoReplyIsYetToBeRead() {
    bridge.interrupt();
    bridge.unread();

    assertThat(bridge.replies.next()).contains(toolCall(1).replyBy());
    assertThat(bridge.replies.repliesUncertain()).isFalse();
  }

  @Test
  void shouldAnswerOverdueCallsInTheEndWhenNobodyCanTellWhatIsThere() {
    bridge.interrupt();

    bridge.pass(TOOL_TIMEOUT);
    assertThat(bridge.inAir()).isEmpty();
    bridge.pass(ReplyDeadlines.LAST_RESORT);

    assertThat(bridge.inAir()).hasSize(1);
  }

  /** It was sent while the call was open, and nobody owned the partition. */
  @Test
  void shouldDeliverAReplyThatIsReadOnlyAfterARestartAlthoughItsCallIsOverdue() {
    // given
    Phase before = bridge.ledger.find(0, ToolCallFixture.ID).orElseThrow().phase();
    bridge.ledger.release(0);
    bridge.pass(TOOL_TIMEOUT.multipliedBy(2));

    // when
    bridge.restore(before);
    bridge.replies.tick();
    bridge.reply(1, 7);

    // then
    assertThat(bridge.inAir().get(0).asked().event().payload().text())
        .isEqualTo("{\"code\":200,\"output\":{\"temperature\":21}}");
    assertThat(bridge.log.deadLetters()).isEmpty();
  }

  @Test
  void shouldWaitForACallThatIsAdded() {
    // given
    assertThat(bridge.replies.next()).contains(toolCall(1).replyBy());

    // when an earlier one is added
    bridge.change(
        new Phase.Running(
            Samples.running(
                "t1", toolCall(1), toolCall(2, bridge.clock.instant().plusSeconds(3)))));

    // then
    assertThat(bridge.replies.next()).contains(bridge.clock.instant().plusSeconds(3));
  }

  @Test
  void shouldNotAnswerCallsOfATaskThatHasEnded() {
    bridge.change(new Phase.Ended(bridge.clock.instant(), new TaskId("t1")));

    bridge.pass(TOOL_TIMEOUT.multipliedBy(2));

    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.replies.next()).isEmpty();
  }

  @Test
  void shouldSetAReplyAsideThatWaitsForARetryWhenTheTaskEnds() {
    // given
    bridge.reply(1, 7);
    bridge.answer(Samples.unclear());

    // when
    bridge.change(ended());

    // then
    assertThat(bridge.log.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.code()).isEqualTo(ErrorCode.TOOL_CALL_CLOSED);
              assertThat(letter.position().offset()).isEqualTo(7);
            });
    assertThat(bridge.replies.undelivered()).isZero();
    assertThat(bridge.replies.next()).isEmpty();
  }

  @Test
  void shouldSettleAReplyThatGetsThroughAlthoughTheTaskEndedMeanwhile() {
    // given
    bridge.reply(1, 7);
    bridge.change(ended());
    assertThat(bridge.log.deadLetters()).isEmpty();

    // when
    bridge.answer(Samples.ok("call-1"));

    // then the end is not undone
    assertThat(bridge.log.last().changes()).isEmpty();
    assertThat(bridge.log.last().settled()).hasSize(1);
    assertThat(bridge.log.deadLetters()).isEmpty();
  }

  @Test
  void shouldSetAReplyAsideThatDoesNotGetThroughBeforeTheEnd() {
    // given
    bridge.reply(1, 7);
    bridge.change(ended());

    // when
    bridge.answer(Samples.unclear());

    // then
    assertThat(bridge.log.deadLetters()).hasSize(1);
    assertThat(bridge.replies.next()).isEmpty();
    assertThat(bridge.replies.undelivered()).isZero();
  }

  @Test
  void shouldDropItsOwnAnswerQuietlyWhenTheTaskEnds() {
    bridge.pass(TOOL_TIMEOUT);
    bridge.answer(Samples.unclear());

    bridge.change(ended());

    assertThat(bridge.log.last().changes()).isEmpty();
    assertThat(bridge.log.deadLetters()).isEmpty();
    assertThat(bridge.replies.undelivered()).isZero();
  }

  private Phase ended() {
    FollowedTask task = Samples.running("t1");
    return new Phase.Collecting(task, bridge.clock.instant().plusSeconds(30));
  }
}
