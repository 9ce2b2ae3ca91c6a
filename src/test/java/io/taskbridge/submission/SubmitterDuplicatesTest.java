package io.taskbridge.submission;

import static io.taskbridge.submission.SubmissionFixture.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same request id again, in another record. */
class SubmitterDuplicatesTest {
  private static final TaskError BAD = TaskError.of(ErrorCode.INVALID_REQUEST, "'task' is wrong");

  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldDropTheSameContentWhileTheFirstIsInTheAir() {
    // given
    bridge.read("r1").commit();

    // when
    bridge.read(again("r1", 5, "content of r1")).commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.log.settled()).containsExactly(new SourcePosition(TOPIC, 0, 5));
    assertThat(bridge.log.deadLetters()).isEmpty();
    assertThat(bridge.heard).containsExactly("read", "duplicate of r1");
  }

  @Test
  void shouldDropTheSameContentAfterTheEnd() {
    // given
    bridge.read("r1").commit().answer("r1", Samples.refused(422, "no")).commit();
    int told = bridge.log.events().size();

    // when
    bridge.read(again("r1", 5, "content of r1")).commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.log.events()).hasSize(told);
    assertThat(bridge.log.last().settled()).containsExactly(new SourcePosition(TOPIC, 0, 5));
  }

  @Test
  void shouldSetOtherContentUnderTheSameIdAside() {
    // given
    bridge.read("r1").commit().accept("r1").commit();

    // when
    bridge.read(again("r1", 5, "something else")).commit();

    // then the first one's result is not touched
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.log.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.code()).isEqualTo(ErrorCode.DUPLICATE_REQUEST_ID);
              assertThat(letter.position().offset()).isEqualTo(5);
              assertThat(letter.reason()).contains("r1");
            });
    assertThat(bridge.log.events(Finished.class)).isEmpty();
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
  }

  @Test
  void shouldSetOtherContentAsideWhileTheFirstStillWaits() {
    // given a closed gate, so that the ledger does not know the first one
    bridge.gate.heard(Samples.notSent());
    bridge.read("r1");
    assertThat(bridge.phase("r1")).isNull();

    // when
    bridge.read(again("r1", 5, "something else"));

    // then
    assertThat(bridge.log.deadLetters()).hasSize(1);
    assertThat(bridge.submitter.backlog(0)).isEqualTo(1);
  }

  @Test
  void shouldAnswerAnInvalidRequestUnderItsId() {
    bridge.submitter.reject(new RequestId("r1"), Samples.origin(0, 1, "f"), BAD);

    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(
            finished -> {
              assertThat(finished.result().status()).isEqualTo("rejected");
              assertThat(finished.result().error()).isEqualTo(BAD);
              assertThat(finished.subject().requestId().value()).isEqualTo("r1");
            });
    assertThat(bridge.log.deadLetters().get(0).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Ended.class);
  }

  @Test
  void shouldSayInADeadLetterWhatTheApiSaid() {
    bridge.read("r1").commit().answer("r1", Samples.refused(422, "no")).commit();

    assertThat(bridge.log.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.cause()).startsWith("HTTP 422"));
  }

  @Test
  void shouldNotAnswerAnInvalidRequestTwiceWhenItIsReadAgain() {
    // given
    Origin origin = Samples.origin(0, 1, "f");
    bridge.submitter.reject(new RequestId("r1"), origin, BAD);

    // when
    bridge.submitter.reject(new RequestId("r1"), origin, BAD);

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.log.last().settled()).containsExactly(new SourcePosition(TOPIC, 0, 1));
  }

  @Test
  void shouldDropTheSameInvalidRequestInAnotherRecord() {
    // given
    bridge.submitter.reject(new RequestId("r1"), Samples.origin(0, 1, "f"), BAD);

    // when
    bridge.submitter.reject(new RequestId("r1"), Samples.origin(0, 5, "f"), BAD);

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.log.deadLetters()).hasSize(1);
    assertThat(bridge.log.last().settled()).containsExactly(new SourcePosition(TOPIC, 0, 5));
    assertThat(bridge.heard).containsExactly("duplicate of r1");
  }

  @Test
  void shouldNotTouchAnotherRequestsResultBecauseOfAnInvalidOne() {
    // given
    bridge.read("r1").commit().accept("r1").commit();

    // when
    bridge.submitter.reject(new RequestId("r1"), Samples.origin(0, 5, "f"), BAD);

    // then
    assertThat(bridge.log.events(Finished.class)).isEmpty();
    assertThat(bridge.log.deadLetters()).hasSize(1);
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
  }

  @Test
  void shouldDropRecordsOfPartitionsThatAreNotOurs() {
    bridge.read(Samples.request("r1", 3, 1));
    bridge.submitter.reject(new RequestId("r2"), Samples.origin(3, 2, "f"), BAD);

    assertThat(bridge.log.appended()).isEmpty();
  }

  /** Another process, with other limits, reads it again between two submissions. */
  @Test
  void shouldEndARequestThatWaitsForItsNextSubmissionAndIsNotValidAnyMore() {
    // given
    TaskRequest request = Samples.request("r1", 0, 1);
    Strays strays = Strays.NONE.cancel(List.of(new TaskId("t1"))).cancelled();
    bridge.ledger.apply(
        0,
        List.of(new LedgerChange.Put(LedgerEntry.of(request, new Phase.Waiting()).with(strays))));

    // when
    bridge.submitter.reject(request.id(), request.origin(), BAD);

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    LedgerEntry entry = bridge.ledger.find(0, request.id()).orElseThrow();
    assertThat(entry.phase()).isInstanceOf(Phase.Ended.class);
    assertThat(entry.strays()).isEqualTo(strays);
  }

  /** The same while it was being submitted: nobody can tell, and nobody looks. */
  @Test
  void shouldEndARequestThatWasBeingSubmittedAndIsNotValidAnyMore() {
    // given
    TaskRequest request = Samples.request("r1", 0, 1);
    Instant intent = bridge.clock.instant();
    bridge.ledger.apply(
        0, List.of(new LedgerChange.Put(LedgerEntry.of(request, new Phase.Submitting(1, intent)))));

    // when
    bridge.submitter.reject(request.id(), request.origin(), BAD);

    // then
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.result().status()).isEqualTo("ambiguous");
              assertThat(end.result().error().message()).contains("'task' is wrong");
            });
    LedgerEntry entry = bridge.ledger.find(0, request.id()).orElseThrow();
    assertThat(entry.phase()).isInstanceOf(Phase.Ended.class);
    assertThat(entry.strays().windows()).containsExactly(ClocksTest.unknown(intent));
  }

  private static TaskRequest again(String id, long offset, String fingerprint) {
    TaskRequest first = Samples.request(id, 0, offset);
    return new TaskRequest(
        first.id(),
        Samples.origin(0, offset, fingerprint),
        first.options(),
        first.body(),
        first.device(),
        first.secrets());
  }
}
