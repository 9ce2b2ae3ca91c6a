package io.taskbridge.toolcall;

import static io.taskbridge.task.Samples.toolCall;
import static io.taskbridge.toolcall.ToolCallFixture.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi.Send;
import io.taskbridge.task.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One reply for each call. */
class ToolRepliesTest {
  private final ToolCallFixture bridge = ToolCallFixture.waitingFor(toolCall(1), toolCall(2));

  @Test
  void shouldSendAReplyUnderTheIdOfTheCall() {
    // when
    bridge.reply(2, 7);

    // then
    Send sent = bridge.inAir().get(0).asked();
    assertThat(sent.taskId().value()).isEqualTo("t1");
    assertThat(sent.event().id()).isEqualTo("call-2");
    assertThat(sent.event().name()).isEqualTo("tool_call");
    assertThat(sent.event().payload().text())
        .isEqualTo("{\"code\":200,\"output\":{\"temperature\":21}}");
    assertThat(bridge.log.appended()).isEmpty();
  }

  @Test
  void shouldCloseTheCallAndSettleTheReplyOnceTheApiHasIt() {
    // given
    bridge.reply(2, 7);

    // when
    bridge.answer(Samples.ok("call-2"));

    // then
    assertThat(bridge.open()).containsExactly(1);
    assertThat(bridge.log.last().settled()).containsExactly(new SourcePosition(TOPIC, 0, 7));
    assertThat(bridge.log.deadLetters()).isEmpty();
    assertThat(bridge.replies.undelivered()).isZero();
  }

  @Test
  void shouldSendAFailureOfTheToolAsItIs() {
    bridge.reply(new CorrelationId(0, 1, ToolCallFixture.ID), 7, 500, "\"it broke\"");

    assertThat(bridge.inAir().get(0).asked().event().payload().text())
        .isEqualTo("{\"code\":500,\"output\":\"it broke\"}");
  }

  @Test
  void shouldSetASecondReplyAsideWhileTheFirstIsInTheAir() {
    bridge.reply(1, 7);

    bridge.reply(1, 8);

    assertThat(bridge.api.sends()).hasSize(1);
    assertSetAside(8, ErrorCode.TOOL_CALL_CLOSED);
  }

  @Test
  void shouldSetAReplyAsideThatComesAfterTheAnswer() {
    bridge.reply(1, 7);
    bridge.answer(Samples.ok("call-1"));

    bridge.reply(1, 8);

    assertThat(bridge.api.sends()).hasSize(1);
    assertSetAside(8, ErrorCode.TOOL_CALL_CLOSED);
  }

  @Test
  void shouldSetAReplyAsideThatComesAfterTheEnd() {
    bridge.change(new Phase.Ended(bridge.clock.instant(), new TaskId("t1")));

    bridge.reply(1, 8);

    assertSetAside(8, ErrorCode.TOOL_CALL_CLOSED);
  }

  @Test
  void shouldSayThatARequestWhichNeverWasATaskMadeNoCall() {
    bridge.change(new Phase.Ended(bridge.clock.instant(), null));
    bridge.reply(1, 8);
    assertSetAside(8, ErrorCode.TOOL_CALL_UNKNOWN);
  }

  @Test
  void shouldSayThatARequestWhichIsNoTaskYetMadeNoCall() {
    bridge.change(new Phase.Submitting(1, bridge.clock.instant()));
    bridge.reply(1, 8);
    assertSetAside(8, ErrorCode.TOOL_CALL_UNKNOWN);
  }

  @Test
  void shouldSayThatATaskWithoutToolsMadeNoCall() {
    bridge.change(
        new Phase.Ended(bridge.clock.instant(), new TaskId("t1")), Samples.WITHOUT_EVENTS);
    bridge.reply(1, 8);
    assertSetAside(8, ErrorCode.TOOL_CALL_UNKNOWN);
  }

  @Test
  void shouldSetAReplyToACallAsideThatNeverWas() {
    bridge.reply(3, 8);

    assertSetAside(8, ErrorCode.TOOL_CALL_UNKNOWN);
  }

  @Test
  void shouldSetAReplyToAnUnknownRequestAside() {
    bridge.reply(new CorrelationId(0, 1, new RequestId("stranger")), 8, 200, "1");

    assertSetAside(8, ErrorCode.TOOL_CALL_UNKNOWN);
  }

  @Test
  void shouldSetAReplyAsideThatTheApiRefuses() {
    // given
    bridge.reply(1, 7);

    // when
    bridge.answer(Samples.refused(400, "the call is closed"));

    // then
    assertSetAside(7, ErrorCode.TOOL_CALL_CLOSED);
    assertThat(bridge.log.deadLetters().get(0).reason()).contains("the call is closed");
    assertThat(bridge.open()).containsExactly(2);
    assertThat(bridge.replies.undelivered()).isZero();
  }

  @Test
  void shouldTryAgainUntilTheApiHasIt() {
    // given
    bridge.reply(1, 7);
    bridge.answer(Samples.unclear());
    assertThat(bridge.replies.undelivered()).isEqualTo(1);

    // when
    bridge.passToNext();
    bridge.answer(Samples.throttled());
    bridge.passToNext();
    bridge.answer(Samples.ok("call-1"));

    // then the same answer was sent three times, and settled once
    assertThat(bridge.api.sends())
        .extracting(call -> call.asked().event().id())
        .containsExactly("call-1", "call-1", "call-1");
    assertThat(bridge.log.settled()).hasSize(1);
    assertThat(bridge.open()).containsExactly(2);
  }

  @Test
  void shouldTakeABrokenContractOfThePortForUnclear() {
    bridge.reply(1, 7);

    bridge.inAir().get(0).promise().completeExceptionally(new IllegalStateException("oops"));
    bridge.thread.run();
    bridge.passToNext();

    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldDropTheAnswerOfTheApiWhenThePartitionIsGone() {
    bridge.reply(1, 7);

    bridge.ledger.release(0);
    bridge.answer(Samples.ok("call-1"));

    assertThat(bridge.log.appended()).isEmpty();
    assertThat(bridge.replies.undelivered()).isZero();
    assertThat(bridge.replies.next()).isEmpty();
  }

  @Test
  void shouldSendAReplyAgainThatIsReadAgain() {
    // given a partition that came back while the reply was in the air
    bridge.reply(1, 7);
    bridge.ledger.release(0);
    bridge.restore(new Phase.Running(Samples.running("t1", toolCall(1), toolCall(2))));

    // when
    bridge.reply(1, 7);
    bridge.answer(Samples.ok("call-1"));

    // then the first one's answer is nobody's business any more
    assertThat(bridge.log.appended()).isEmpty();
    bridge.answer(Samples.ok("call-1"));
    assertThat(bridge.log.settled()).hasSize(1);
  }

  @Test
  void shouldKeepAReplyWhileNobodyIsLetInAndSendItAfterwards() {
    // given
    bridge.gate.heard(Samples.notSent());
    bridge.reply(1, 7);
    assertThat(bridge.api.sends()).isEmpty();

    // when
    bridge.gate.heard(Samples.ok(true));
    bridge.pass(Duration.ofSeconds(1));

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldSendAReplySoonAfterTheDoorOpensHoweverLongAProbeMayTake() {
    // given a probe in the air, after which the next would not be allowed for long
    bridge.gate.heard(Samples.notSent());
    bridge.clock.pass(Duration.between(bridge.clock.instant(), bridge.gate.nextProbe()));
    assertThat(bridge.gate.tryProbe()).isPresent();
    bridge.reply(1, 7);

    // when the probe gets through
    bridge.gate.heard(Samples.ok(true));
    bridge.pass(Duration.ofSeconds(1));

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  private void assertSetAside(long offset, ErrorCode code) {
    assertThat(bridge.log.deadLetters())
        .filteredOn(letter -> letter.position().offset() == offset)
        .singleElement()
        .satisfies(letter -> assertThat(letter.code()).isEqualTo(code));
    assertThat(bridge.log.last().settled())
        .isEqualTo(List.of(new SourcePosition(TOPIC, 0, offset)));
  }
}
