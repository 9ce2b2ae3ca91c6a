package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskRequest;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final TaskRequest FIRST = Samples.request("first", 0, 1);
  private static final TaskRequest SECOND = Samples.request("second", 0, 2);
  private static final TaskRequest THIRD = Samples.request("third", 0, 3);

  private final Backlog backlog = new Backlog();

  @Test
  void shouldHandOutRequestsAsTheyCame() {
    backlog.add(FIRST);
    backlog.add(SECOND);

    assertThat(backlog.take()).isEqualTo(FIRST);
    assertThat(backlog.take()).isEqualTo(SECOND);
    assertThat(backlog.hasWaiting()).isFalse();
  }

  @Test
  void shouldKnowARequestUntilItsOutcomeIsDecided() {
    backlog.add(FIRST);
    backlog.take();
    assertThat(backlog.find(FIRST.id())).contains(FIRST);
    assertThat(backlog.size()).isEqualTo(1);

    backlog.decided(FIRST);

    assertThat(backlog.find(FIRST.id())).isEmpty();
    assertThat(backlog.size()).isZero();
  }

  @Test
  void shouldKnowWhatItsRequestsHoldInMemory() {
    assertThat(FIRST.bytes()).isPositive();
    backlog.add(FIRST);
    backlog.add(SECOND);
    assertThat(backlog.bytes()).isEqualTo(FIRST.bytes() + SECOND.bytes());

    // when it comes back, it is no second one
    backlog.take();
    backlog.putBack(FIRST);
    assertThat(backlog.bytes()).isEqualTo(FIRST.bytes() + SECOND.bytes());

    backlog.decided(FIRST);
    backlog.decided(SECOND);
    assertThat(backlog.bytes()).isZero();
  }

  @Test
  void shouldPutARequestBackBeforeThoseThatCameLater() {
    backlog.add(FIRST);
    backlog.add(SECOND);
    backlog.take();

    backlog.putBack(FIRST);

    assertThat(backlog.take()).isEqualTo(FIRST);
  }

  @Test
  void shouldKeepTheOrderOfRequestsThatComeBackTogether() {
    // given three in the air
    backlog.add(FIRST);
    backlog.add(SECOND);
    backlog.add(THIRD);
    backlog.take();
    backlog.take();
    backlog.take();

    // when
    backlog.putBack(FIRST);
    backlog.putBack(SECOND);
    backlog.putBack(THIRD);

    // then
    assertThat(backlog.take()).isEqualTo(FIRST);
    assertThat(backlog.take()).isEqualTo(SECOND);
    assertThat(backlog.take()).isEqualTo(THIRD);
  }

  @Test
  void shouldNotSubmitARequestThatIsOnlyHeld() {
    backlog.hold(FIRST);

    assertThat(backlog.hasWaiting()).isFalse();
    assertThat(backlog.find(FIRST.id())).contains(FIRST);
  }

  @Test
  void shouldCountAttemptsOfEachRequestUntilItsOutcome() {
    RequestId id = FIRST.id();
    backlog.add(FIRST);

    assertThat(backlog.nextAttempt(id)).isEqualTo(1);
    assertThat(backlog.nextAttempt(id)).isEqualTo(2);
    assertThat(backlog.nextAttempt(SECOND.id())).isEqualTo(1);

    backlog.decided(FIRST);
    assertThat(backlog.nextAttempt(id)).isEqualTo(1);
  }
}
