package io.taskbridge.toolcall;

import static io.taskbridge.task.Samples.TOOL_TIMEOUT;
import static io.taskbridge.task.Samples.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.task.Samples;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The bridge's own answer ends a call. Whoever has lost the call's partition without knowing, a
 * process that was frozen for example, must not send it.
 */
class AnsweringWithinALeaseTest {
  private final ToolCallFixture bridge = ToolCallFixture.waitingFor(toolCall(1));

  @Test
  void shouldAnswerOnlyOnceItIsKnownToOwnThePartition() {
    // when
    bridge.passUncommitted(TOOL_TIMEOUT);

    // then
    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.log.last().partition()).isZero();

    // when
    bridge.log.commit();

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldNotAnswerForAPartitionThatItLost() {
    // given a process that was frozen until the time was up, and does not know what it lost
    bridge.passUncommitted(TOOL_TIMEOUT.multipliedBy(2));

    // when
    bridge.log.lose();
    bridge.ledger.release(0);
    bridge.pass(TOOL_TIMEOUT);

    // then
    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.replies.undelivered()).isZero();
    assertThat(bridge.replies.hold()).isCompleted();
  }

  @Test
  void shouldAskAnewWhenItWasFrozenAfterItsPartitionWasConfirmed() {
    // given
    bridge.passUncommitted(TOOL_TIMEOUT);
    int asked = bridge.log.appended().size();

    // when
    bridge.clock.pass(ToolCallFixture.LEASE.plusMillis(1));
    bridge.log.commit();

    // then
    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.log.appended()).hasSize(asked + 1);

    // when
    bridge.clock.pass(ToolCallFixture.LEASE);
    bridge.log.commit();

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldAskAnewForEachAttempt() {
    // given
    bridge.pass(TOOL_TIMEOUT);
    bridge.answer(Samples.unclear());

    // when
    bridge.passUncommitted(Duration.ofMinutes(1));

    // then
    assertThat(bridge.inAir()).isEmpty();

    // when
    bridge.log.commit();

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldNotAnswerWhenTheTaskEndsMeanwhile() {
    // given
    bridge.passUncommitted(TOOL_TIMEOUT);

    // when
    bridge.change(new Phase.Collecting(Samples.running("t1"), bridge.clock.instant()));
    bridge.log.commit();

    // then
    assertThat(bridge.api.sends()).isEmpty();
    assertThat(bridge.replies.undelivered()).isZero();
    assertThat(bridge.replies.hold()).isCompleted();
  }

  @Test
  void shouldAnswerOnceWhenThePartitionComesBackMeanwhile() {
    // given
    bridge.passUncommitted(TOOL_TIMEOUT);

    // when
    bridge.ledger.release(0);
    bridge.restore(new Phase.Running(Samples.running("t1", toolCall(1))));
    bridge.unread();

    // then
    assertThat(bridge.inAir()).hasSize(1);
  }

  @Test
  void shouldBringItToItsEndBeforeThePartitionIsGivenUp() {
    // given
    bridge.passUncommitted(TOOL_TIMEOUT);

    // when
    CompletableFuture<Void> idle = bridge.replies.hold().toCompletableFuture();
    bridge.log.commit();

    // then
    assertThat(idle).isNotDone();
    bridge.answer(Samples.ok("call-1"));
    assertThat(idle).isCompleted();
    assertThat(bridge.open()).isEmpty();
  }

  /** Sent by both the old and the new owner it is the same reply, under the same id. */
  @Test
  void shouldSendAWorkersReplyAtOnce() {
    bridge.reply(1, 7);

    assertThat(bridge.inAir()).hasSize(1);
    assertThat(bridge.log.appended()).isEmpty();
  }
}
