package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskEvent.Finished;
import org.junit.jupiter.api.Test;

/** A request whose entry the ledger does not take. */
class UnrecordableRequestTest {
  private static final RequestId LARGE = new RequestId("r2");

  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldRejectItAndSubmitTheOthers() {
    // given its end still fits
    bridge.log.takes(batch -> !puts(batch, Phase.Submitting.class));

    // when
    bridge.read("r1", "r2", "r3").commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1", "r3");
    assertThat(bridge.phase("r2")).isInstanceOf(Phase.Ended.class);
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.result().status()).isEqualTo("rejected");
              assertThat(end.result().error().code()).isEqualTo(ErrorCode.TOO_LARGE);
              assertThat(end.result().error().message()).contains("max.message.bytes");
            });
    assertThat(bridge.log.deadLetters()).hasSize(1);
    assertThat(bridge.log.settled())
        .containsExactly(new SourcePosition(SubmissionFixture.TOPIC, 0, 2));
    assertThat(bridge.submitter.backlog(0)).isEqualTo(2);
    assertThat(bridge.submitter.inAir()).isEqualTo(2);
  }

  @Test
  void shouldForgetItWhenNotEvenItsEndFits() {
    // given
    bridge.log.takes(batch -> !puts(batch, Phase.class));

    // when
    bridge.read("r2").commit();

    // then
    assertThat(bridge.posted()).isEmpty();
    assertThat(bridge.phase("r2")).isNull();
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.log.last().changes()).containsExactly(new LedgerChange.Remove(LARGE));
    assertThat(bridge.log.settled()).hasSize(1);
  }

  @Test
  void shouldRejectManyInARow() {
    // given
    bridge.log.takes(batch -> false);

    // when
    for (int i = 0; i < 10_000; i++) {
      bridge.read(Samples.request("many-" + i, 0, i));
    }
    bridge.commit();

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(10_000);
    assertThat(bridge.submitter.backlog(0)).isZero();
    assertThat(bridge.submitter.inAir()).isZero();
  }

  private static boolean puts(Batch batch, Class<? extends Phase> phase) {
    return batch.changes().stream()
        .filter(LedgerChange.Put.class::isInstance)
        .map(change -> ((LedgerChange.Put) change).entry())
        .anyMatch(entry -> entry.requestId().equals(LARGE) && phase.isInstance(entry.phase()));
  }
}
