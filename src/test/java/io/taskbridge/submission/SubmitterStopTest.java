package io.taskbridge.submission;

import static io.taskbridge.submission.SubmissionFixture.accepted;
import static io.taskbridge.submission.SubmissionFixture.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Samples;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskEvent.Finished;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests that are cancelled, or whose deadline passes, before they are tasks. */
class SubmitterStopTest {
  private static final RequestId R1 = new RequestId("r1");

  @Test
  void shouldEndWhatWaitsWithoutSubmittingIt() {
    SubmissionFixture bridge = new SubmissionFixture(1, 0).owning(0).read("r0", "r1");

    assertThat(bridge.submitter.find(0, R1)).isPresent();
    bridge.submitter.withdraw(0, R1, Stop.CANCEL);
    bridge.commit().accept("r0").commit();

    assertThat(bridge.posted()).containsExactly("r0");
    assertThat(statuses(bridge)).containsExactly("cancelled");
    assertThat(bridge.log.deadLetters()).isEmpty();
    assertThat(bridge.log.settled()).hasSize(2);
    assertThat(bridge.submitter.find(0, R1)).isEmpty();
  }

  @Test
  void shouldNotSubmitWhatWasCalledOffBeforeItCame() {
    SubmissionFixture bridge = SubmissionFixture.unlimited();

    bridge.submitter.accept(Samples.request("r1", 0, 1), Optional.of(Stop.CANCEL));
    bridge.commit();

    assertThat(bridge.posted()).isEmpty();
    assertThat(statuses(bridge)).containsExactly("cancelled");
  }

  @Test
  void shouldNotPostWhatWasStoppedAfterItsIntent() {
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1");
    assertThat(bridge.submitter.find(0, R1)).isEmpty();
    stop(bridge, Stop.CANCEL);

    bridge.commit();

    assertThat(bridge.posted()).isEmpty();
    assertThat(statuses(bridge)).containsExactly("cancelled");
  }

  @Test
  void shouldNotSubmitAgainWhatWasStoppedWhileInTheAir() {
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1").commit();
    stop(bridge, Stop.CANCEL);

    bridge.answer("r1", Samples.throttled()).commit();
    bridge.waitForProbe().commit();

    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(statuses(bridge)).containsExactly("cancelled");
  }

  @Test
  void shouldKeepInMindThatATaskIsToStopWhenTheApiTakesIt() {
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1").commit();
    stop(bridge, Stop.DEADLINE);

    bridge.answer("r1", accepted("t1"));

    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
    assertThat(entry(bridge).steering().stop()).isEqualTo(Stop.DEADLINE);
    assertThat(statuses(bridge)).isEmpty();
  }

  @Test
  void shouldFindOutWhatCameOfAnUnclearSubmissionBeforeItIsCalledCancelled() {
    SubmissionFixture bridge =
        SubmissionFixture.unlimited()
            .read(Samples.request("r1", 0, 1, Samples.options(AmbiguityPolicy.RESUBMIT)))
            .commit();
    stop(bridge, Stop.CANCEL);

    bridge.answer("r1", Samples.unclear());
    assertThat(statuses(bridge)).isEmpty();
    bridge.listAfterGrace(stranger("t9"));
    bridge.api.gets().get(0).answer(accepted("t9"));
    bridge.thread.run();

    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
    assertThat(entry(bridge).steering().stop()).isEqualTo(Stop.CANCEL);
  }

  @Test
  void shouldLetWhatWaitsExpireAtItsDeadline() {
    SubmissionFixture bridge = new SubmissionFixture(1, 0).owning(0).read("r0");
    bridge.read(Samples.request("r1", 0, 1, until(60)));
    assertThat(bridge.submitter.next()).contains(MutableClock.START.plusSeconds(60));

    bridge.clock.pass(Duration.ofSeconds(59));
    bridge.submitter.tick();
    assertThat(statuses(bridge)).isEmpty();
    bridge.clock.pass(Duration.ofSeconds(1));
    bridge.submitter.tick();

    Finished end = bridge.log.events(Finished.class).get(0);
    assertThat(end.result().status()).isEqualTo("expired");
    assertThat(end.result().error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(bridge.posted()).isEmpty();
  }

  @Test
  void shouldLeaveTheDeadlineOfWhatIsInTheAirToItsLedgerEntry() {
    SubmissionFixture bridge =
        SubmissionFixture.unlimited().read(Samples.request("r1", 0, 1, until(60))).commit();

    bridge.clock.pass(Duration.ofSeconds(60));
    bridge.submitter.tick();

    assertThat(statuses(bridge)).isEmpty();
    assertThat(bridge.inAir()).containsExactly("r1");
  }

  private static RequestOptions until(int seconds) {
    RequestOptions plain = Samples.OPTIONS;
    return new RequestOptions(
        plain.onAmbiguousSubmit(),
        plain.toolTimeout(),
        plain.artifactsTimeout(),
        true,
        true,
        false,
        MutableClock.START.plusSeconds(seconds));
  }

  /** What the steering flow writes down. */
  private static void stop(SubmissionFixture bridge, Stop reason) {
    LedgerEntry entry = entry(bridge);
    bridge.ledger.apply(
        0, List.of(new LedgerChange.Put(entry.steered(entry.steering().stopping(reason)))));
  }

  private static LedgerEntry entry(SubmissionFixture bridge) {
    return bridge.ledger.find(0, R1).orElseThrow();
  }

  private static List<String> statuses(SubmissionFixture bridge) {
    return bridge.log.events(Finished.class).stream()
        .map(finished -> finished.result().status())
        .toList();
  }
}
