package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What can't be found out has an end all the same. */
class NotForEverTest {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int PAGE = 128;

  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldEndARequestWhoseTaskIsInAListWithoutAnEnd() {
    // given
    unclear("r1", AmbiguityPolicy.REPLACE);
    TaskSnapshot[] page =
        IntStream.range(0, PAGE)
            .mapToObj(i -> SubmissionFixture.stranger("t" + i))
            .toArray(TaskSnapshot[]::new);

    // when
    bridge.listAfterGrace(page);
    for (int i = 1; i < 5; i++) {
      assertThat(bridge.log.events(Finished.class)).isEmpty();
      bridge.clock.pass(PAUSE);
      bridge.submitter.tick();
      bridge.list(page);
    }

    // then
    assertAmbiguous("could not be read to its end", "t127");
    assertThat(bridge.api.cancels()).isEmpty();
    // Those that were not listed are nobody else's either.
    assertThat(bridge.ledger.find(0, new RequestId("r1")).orElseThrow().strays().windows())
        .hasSize(1);
  }

  @Test
  void shouldListFewerAtOnceWhenTheyAreTooLongToBeRead() {
    // given
    unclear("r1", AmbiguityPolicy.FAIL);
    Instant now = bridge.clock.instant();
    bridge.clock.pass(SubmissionFixture.GRACE);
    bridge.submitter.tick();

    // when
    tooLong(128, 64, 32, 16, 8, 4);
    TaskSnapshot third = ReconciliationTest.created("t3", now.plusSeconds(3));
    TaskSnapshot second = ReconciliationTest.created("t2", now.plusSeconds(2));
    bridge.list(third, second);
    tooLong(4);
    bridge.list(second, ReconciliationTest.created("t1", now.plusSeconds(1)));
    bridge.list(ReconciliationTest.created("t1", now.plusSeconds(1)));

    // then
    assertThat(bridge.api.listings())
        .extracting(call -> call.asked().limit())
        .endsWith(4, 2, 4, 2, 4);
    assertAmbiguous("nobody can tell", "t1");
  }

  @Test
  void shouldEndARequestWhenNotOneTaskOfTheListCanBeRead() {
    // given
    unclear("r1", AmbiguityPolicy.REPLACE);
    bridge.clock.pass(SubmissionFixture.GRACE);
    bridge.submitter.tick();

    // when
    for (int i = 1; i < 5; i++) {
      tooLong(128, 64, 32, 16, 8, 4, 2, 1);
      assertThat(bridge.log.events(Finished.class)).isEmpty();
      bridge.clock.pass(PAUSE);
      bridge.submitter.tick();
    }
    tooLong(128, 64, 32, 16, 8, 4, 2, 1);

    // then
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(
            end ->
                assertThat(end.result().error().message())
                    .contains("could not be read to its end"));
  }

  private void tooLong(int... limits) {
    for (int limit : limits) {
      var listing = ScriptedTaskApi.open(bridge.api.listings()).get(0);
      assertThat(listing.asked().limit()).isEqualTo(limit);
      listing.answer(new ApiOutcome.Ambiguous<>(200, "the answer is too long", null));
      bridge.thread.run();
    }
  }

  @Test
  void shouldBeginTheListWhereTheNewestCandidateMayBe() {
    // given
    Instant intent = bridge.clock.instant();
    bridge
        .read("r9")
        .commit()
        .answer("r9", Samples.ok(ReconciliationTest.created("t9", intent)))
        .commit();
    unclear("r1", AmbiguityPolicy.FAIL);

    // when much has happened meanwhile
    bridge.clock.pass(Duration.ofHours(3));
    bridge.submitter.tick();

    // then
    assertThat(bridge.api.listings().get(0).asked().createdBefore())
        .isEqualTo(
            OptionalLong.of(
                intent.plus(SubmissionFixture.GRACE).plus(ApiTime.TOLERANCE).toEpochMilli() + 1));
  }

  @Test
  void shouldNotListWhatIsBetweenSubmissionsThatAreFarApart() {
    // given
    Instant now = bridge.clock.instant();
    left("r1", now.minus(Duration.ofDays(2)));
    left("r2", now);
    bridge.read("r1", "r2").commit();

    // when
    bridge.listAfterGrace(ReconciliationTest.created("before", now.minus(Duration.ofDays(3))));

    // then it looks for the other by a list of its own
    assertThat(bridge.api.listings()).hasSize(1);
    bridge.submitter.tick();
    assertThat(bridge.api.listings()).hasSize(2);
  }

  /** Its record is what it would be resumed by. */
  @Test
  void shouldEndARequestWhoseRecordIsGone() {
    // given
    bridge.read("r1", "r2").commit();
    SubmissionFixture heir = new SubmissionFixture(32, 0);
    heir.ledger.restore(bridge.log.restore(0));

    // when
    heir.submitter.gone(0, 2);
    heir.read("r2").commit();

    // then
    assertThat(heir.log.events(Finished.class))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.subject().requestId()).isEqualTo(new RequestId("r1"));
              assertThat(end.result().status()).isEqualTo("ambiguous");
              assertThat(end.result().error().message()).contains("deleted from task-requests");
            });
    assertThat(heir.ledger.occupiedSlots()).isEqualTo(1);
    assertThat(heir.ledger.find(0, new RequestId("r1")).orElseThrow().strays().windows())
        .hasSize(1);
  }

  @Test
  void shouldEndARequestThatWaitedForAnotherSubmissionAndWhoseRecordIsGone() {
    // given
    bridge.ledger.apply(
        0,
        List.of(
            new LedgerChange.Put(
                LedgerEntry.of(Samples.request("r1", 0, 1), new Phase.Waiting())
                    .with(Strays.NONE.cancel(List.of(new TaskId("t1"))).cancelled()))));

    // when
    bridge.submitter.gone(0, 2);

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.phase("r1")).isInstanceOf(Phase.Ended.class);
  }

  /** It was read before, and is in memory. */
  @Test
  void shouldGoOnWithARequestThatIsInMemory() {
    bridge.read("r1").commit();

    bridge.submitter.gone(0, 2);

    assertThat(bridge.log.events(Finished.class)).isEmpty();
    assertThat(bridge.inAir()).containsExactly("r1");
  }

  private void assertAmbiguous(String why, String candidate) {
    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.result().status()).isEqualTo("ambiguous");
              assertThat(end.result().error().message()).contains(why);
              assertThat(end.result().error().detail().text()).contains('"' + candidate + '"');
            });
  }

  private void left(String id, Instant intent) {
    bridge.ledger.apply(
        0,
        List.of(
            new LedgerChange.Put(
                LedgerEntry.of(
                    Samples.request(id, 0, SubmissionFixture.offsetOf(id)),
                    new Phase.Submitting(1, intent)))));
  }

  private void unclear(String id, AmbiguityPolicy policy) {
    bridge
        .read(Samples.request(id, 0, 1, Samples.options(policy)))
        .commit()
        .answer(id, Samples.unclear());
  }
}
