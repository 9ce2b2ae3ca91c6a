package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskEvent.Finished;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many requests: slots, turns, closed gates, stops. */
class SubmitterFlowTest {
  @Test
  void shouldSubmitOnlySoManyAtOnce() {
    // given
    SubmissionFixture bridge = new SubmissionFixture(2, 0).owning(0);

    // when
    bridge.read("r1", "r2", "r3").commit();

    // then
    assertThat(bridge.inAir()).containsExactly("r1", "r2");
    bridge.accept("r1").commit();
    assertThat(bridge.inAir()).containsExactly("r2", "r3");
  }

  @Test
  void shouldHoldBackWhatHasNoSlotUntilATaskEnds() {
    // given four slots over four partitions, of which one is ours
    SubmissionFixture bridge = new SubmissionFixture(32, 4).owning(0);
    bridge.read("r1", "r2").commit().accept("r1").commit();
    assertThat(bridge.posted()).containsExactly("r1");

    // when
    end(bridge, "r1");
    bridge.commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1", "r2");
  }

  @Test
  void shouldNotUseTheSlotsOfOtherPartitions() {
    // given one slot for each of the four partitions
    SubmissionFixture bridge = new SubmissionFixture(32, 4).owning(0, 1);

    // when
    bridge.read("r1", "r2").read(Samples.request("s1", 1, 7)).commit();

    // then a rebalance may take any of them elsewhere and never finds too much
    assertThat(bridge.inAir()).containsExactly("r1", "s1");
  }

  @Test
  void shouldServeAllPartitionsThatShareASlotInTurn() {
    // given two slots for four partitions
    SubmissionFixture bridge = new SubmissionFixture(32, 2).owning(0, 1);

    // when
    bridge.read("r1").read(Samples.request("s1", 1, 7)).commit();
    assertThat(bridge.inAir()).containsExactly("r1");
    bridge.accept("r1").commit();
    end(bridge, "r1");
    bridge.commit();

    // then
    assertThat(bridge.inAir()).containsExactly("s1");
  }

  @Test
  void shouldNotUseASlotThatItsNeighbourMayUseElsewhere() {
    SubmissionFixture bridge = new SubmissionFixture(32, 2).owning(0);

    bridge.read("r1").commit();
    assertThat(bridge.posted()).isEmpty();
    bridge.owning(1);
    bridge.submitter.tick();
    bridge.commit();

    assertThat(bridge.posted()).containsExactly("r1");
  }

  @Test
  void shouldCountARestoredTaskAgainstTheSlots() {
    // given a replica that takes over a running task
    SubmissionFixture dead =
        SubmissionFixture.unlimited().read("r1").commit().accept("r1").commit();
    SubmissionFixture bridge = new SubmissionFixture(32, 4);
    bridge.ledger.restore(dead.log.restore(0));

    // when
    bridge.read("r2").commit();

    // then
    assertThat(bridge.posted()).isEmpty();
  }

  @Test
  void shouldLetPartitionsTakeTurns() {
    // given
    SubmissionFixture bridge = new SubmissionFixture(1, 0).owning(0, 1, 2);
    bridge.gate.heard(Samples.notSent());
    bridge.read("a1", "a2", "a3");
    bridge.read(Samples.request("b1", 1, 1)).read(Samples.request("c1", 2, 1));
    bridge.gate.heard(Samples.ok(true));

    // when
    bridge.submitter.tick();
    bridge.commit().accept("a1").commit().accept("b1").commit().accept("c1").commit();

    // then
    assertThat(bridge.posted()).containsExactly("a1", "b1", "c1", "a2");
  }

  @Test
  void shouldGiveAPartitionAShortTurnWhereSubmissionsShareATransaction() {
    // given room for eight at once, so for two in a row
    SubmissionFixture bridge = new SubmissionFixture(8, 0).owning(0, 1);
    bridge.gate.heard(Samples.notSent());
    bridge.read("a1", "a2", "a3", "a4", "a5", "a6");
    bridge.read(Samples.request("b1", 1, 1)).read(Samples.request("b2", 1, 2));
    bridge.read(Samples.request("b3", 1, 3));
    bridge.gate.heard(Samples.ok(true));

    // when
    bridge.submitter.tick();
    bridge.commit();

    // then
    assertThat(bridge.posted()).containsExactly("a1", "a2", "b1", "b2", "a3", "a4", "b3", "a5");
  }

  @Test
  void shouldBurnNothingAndKeepTheOrderWhileNobodyIsLetIn() {
    // given three in the air that all come back, and one that waits
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1", "r2", "r3").commit();
    bridge.answer("r2", Samples.notAuthenticated());
    bridge.answer("r1", Samples.notAuthenticated());
    bridge.answer("r3", Samples.notAuthenticated()).commit();
    bridge.read("r4").commit();
    bridge.submitter.tick();
    assertThat(bridge.posted()).hasSize(3);

    // when
    bridge.gate.heard(Samples.ok(true));
    bridge.submitter.tick();
    bridge.commit();

    // then
    assertThat(bridge.inAir()).containsExactly("r1", "r2", "r3", "r4");
    assertThat(bridge.log.events()).isEmpty();
    assertThat(bridge.log.deadLetters()).isEmpty();
  }

  @Test
  void shouldSubmitNoMoreThanRunsAfterTheApiSaidTooMuch() {
    // given
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1", "r2", "r3").commit();
    bridge.accept("r1").accept("r2");

    // when
    bridge.answer("r3", Samples.throttled()).commit();
    assertThat(bridge.gate.open()).isTrue();
    assertThat(bridge.submitter.limit()).hasValue(2);
    assertThat(bridge.inAir()).isEmpty();

    // when one of them ends
    end(bridge, "r1");
    bridge.commit();

    // then there is room for the third
    assertThat(bridge.inAir()).containsExactly("r3");
  }

  @Test
  void shouldLetAnotherTryOutWhenTheIntentOfTheFirstIsLost() {
    // given a try whose intent is not durable yet
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1").commit();
    bridge.answer("r1", Samples.noCredits()).commit().waitForProbe();
    assertThat(bridge.gate.probing()).isTrue();

    // when
    bridge.log.lose();
    bridge.thread.run();

    // then
    assertThat(bridge.gate.probing()).isFalse();
  }

  @Test
  void shouldTryOneAtATimeWhileCreditsAreOut() {
    // given
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1").commit();
    bridge.answer("r1", Samples.noCredits()).commit();
    bridge.read("r2", "r3").commit();
    assertThat(bridge.posted()).containsExactly("r1");

    // when
    bridge.waitForProbe().commit();
    bridge.submitter.tick();

    // then
    assertThat(bridge.inAir()).containsExactly("r1");

    // when it gets through
    bridge.accept("r1").commit();

    // then
    assertThat(bridge.inAir()).containsExactly("r2", "r3");
  }

  @Test
  void shouldAskToBeWokenForTheNextTry() {
    // given
    SubmissionFixture bridge = SubmissionFixture.unlimited();
    assertThat(bridge.submitter.next()).isEmpty();
    bridge.read("r1").commit();
    assertThat(bridge.submitter.next()).isEmpty();

    // when
    bridge.answer("r1", Samples.noCredits()).commit();

    // then
    assertThat(bridge.submitter.next()).contains(bridge.gate.nextProbe());
  }

  @Test
  void shouldLeaveTryingToOthersWhileNothingArrives() {
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1").commit();

    bridge.answer("r1", Samples.notSent()).commit().waitForProbe().commit();

    assertThat(bridge.posted()).hasSize(1);
    assertThat(bridge.submitter.next()).isEmpty();
  }

  @Test
  void shouldNotAskToBeWokenForWhatItCannotDo() {
    // given a closed gate whose time has come, and no free slot
    SubmissionFixture bridge = new SubmissionFixture(32, 4).owning(0);
    bridge.read("r1", "r2").commit().accept("r1").commit();
    bridge.gate.heardOfSubmission(Samples.noCredits());
    bridge.waitForProbe();

    // then
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.submitter.next()).isEmpty();

    // when the slot is free but a stop is under way
    bridge.submitter.hold();
    end(bridge, "r1");

    // then
    assertThat(bridge.submitter.next()).isEmpty();
  }

  @Test
  void shouldBringToAnEndWhatIsInTheAirAndBeginNothingMoreWhileHeld() {
    // given
    SubmissionFixture bridge = new SubmissionFixture(1, 0).owning(0).read("r1", "r2");

    // when
    CompletableFuture<Void> idle = bridge.submitter.hold().toCompletableFuture();
    bridge.commit();
    assertThat(idle).isNotDone();
    bridge.accept("r1");

    // then
    assertThat(idle).isCompleted();
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Running.class);
    assertThat(bridge.posted()).containsExactly("r1");

    // when
    bridge.submitter.proceed();
    bridge.commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1", "r2");
  }

  @Test
  void shouldBeIdleAtOnceWithNothingInTheAir() {
    assertThat(SubmissionFixture.unlimited().submitter.hold().toCompletableFuture()).isCompleted();
  }

  @Test
  void shouldBeIdleWhenIntentsAreLost() {
    SubmissionFixture bridge = SubmissionFixture.unlimited().read("r1");
    CompletableFuture<Void> idle = bridge.submitter.hold().toCompletableFuture();

    bridge.log.lose();
    bridge.thread.run();

    assertThat(idle).isCompleted();
  }

  @Test
  void shouldSpareMostRequestsWhileAnswersAreUnclear() {
    // given ten requests and one submission at a time
    SubmissionFixture bridge = new SubmissionFixture(1, 0).owning(0);
    bridge.read("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9").commit();

    // when three answers in a row are unclear
    bridge.answer("r0", Samples.unclear()).commit();
    bridge.answer("r1", Samples.unclear()).commit();
    bridge.answer("r2", Samples.unclear()).commit();

    // then the others wait
    assertThat(bridge.posted()).hasSize(3);
    assertThat(bridge.submitter.unclear()).isEqualTo(3);
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  /** The poller saw the end of a task. */
  private static void end(SubmissionFixture bridge, String id) {
    LedgerEntry entry = bridge.ledger.find(0, new RequestId(id)).orElseThrow();
    bridge.ledger.apply(
        0, List.of(new LedgerChange.Put(entry.in(new Phase.Ended(bridge.clock.instant(), null)))));
    bridge.thread.run();
  }
}
