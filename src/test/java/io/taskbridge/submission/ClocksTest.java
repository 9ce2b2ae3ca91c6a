package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.ApiMoment;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clocks of replicas go differently and are set anew; nothing may be concluded from that. */
class ClocksTest {
  private static final Duration AHEAD = Duration.ofSeconds(5);

  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldFindTheTaskOfAReplicaWhoseClockWasAhead() {
    // given the API's clock is ours
    SubmissionFixture ahead = new SubmissionFixture(32, 0).owning(1);
    ahead.clock.step(AHEAD);
    Instant now = bridge.clock.instant();
    learn(ahead, 1, now);
    learn(bridge, 0, now);

    // when it dies with a submission under way, which made a task
    ahead.read(Samples.request("r1", 1, 1)).commit();
    PartitionLedger left = ahead.log.restore(1);
    bridge.ledger.restore(left);
    bridge.read(Samples.request("r1", 1, 1)).commit();
    bridge.listAfterGrace(ReconciliationTest.created("t1", now));

    // then
    assertThat(bridge.posted()).doesNotContain("r1");
    assertThat(asked(bridge)).contains("t1");
  }

  @Test
  void shouldNotAdoptTheTaskOfAReplicaWhoseClockIsAhead() {
    // given
    Instant now = bridge.clock.instant();
    learn(bridge, 0, now);
    unclear("r1");
    bridge.intentsElsewhere.add(
        new Intent(
            new RequestId("theirs"), 2, now.plus(AHEAD.multipliedBy(10)), new ApiMoment(now, now)));

    // when
    bridge.listAfterGrace(ReconciliationTest.created("t1", now));

    // then
    assertThat(asked(bridge)).doesNotContain("t1");
  }

  @Test
  void shouldAllowForSkewWhereTheOtherReplicaDidNotKnowTheClockOfTheApi() {
    // given
    Instant now = bridge.clock.instant();
    learn(bridge, 0, now);
    left("r1", new Phase.Submitting(1, now.plusSeconds(25)));

    // when
    bridge.read("r1").commit();
    bridge.listAfterGrace(ReconciliationTest.created("t1", now));

    // then
    assertThat(bridge.posted()).doesNotContain("r1");
    assertThat(asked(bridge)).contains("t1");
  }

  @Test
  void shouldNotWaitLongerThanTheGraceForASubmissionFromTheFuture() {
    // given
    unclear("r1");
    Instant future = bridge.clock.instant().plus(Duration.ofHours(5));
    bridge.intentsElsewhere.add(
        new Intent(
            new RequestId("theirs"),
            2,
            future,
            new ApiMoment(bridge.clock.instant(), bridge.clock.instant())));
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // when
    bridge.intentsElsewhere.clear();
    bridge.listAfterGrace(SubmissionFixture.stranger("t1"));

    // then
    assertThat(asked(bridge)).contains("t1");
  }

  @Test
  void shouldLearnTheSameFromASubmissionDuringWhichTheClockWasSetBack() {
    // given
    Instant now = bridge.clock.instant();
    bridge.read("r9").commit();
    bridge.clock.step(Duration.ofSeconds(-10));

    // when
    bridge.answer("r9", Samples.ok(ReconciliationTest.created("t9", now)));
    bridge.commit().read("r1").commit();

    // then
    assertThat(byApi("r1")).isEqualTo(new ApiMoment(now, now));
  }

  @Test
  void shouldGoByTheClockOfTheApiWhenItsOwnIsSetBack() {
    // given
    Instant now = bridge.clock.instant();
    learn(bridge, 0, now);

    // when
    bridge.clock.step(Duration.ofSeconds(-10));
    bridge.clock.pass(Duration.ofSeconds(3));
    bridge.read("r1").commit();

    // then
    assertThat(byApi("r1")).isEqualTo(new ApiMoment(now.plusSeconds(3), now.plusSeconds(3)));
  }

  /** The clock by which things are due stays ahead for long then; other replicas' do not. */
  @Test
  void shouldWriteTheTimeOfDayAsItIsWhenItWasSetBack() {
    bridge.wallBehind = () -> Duration.ofHours(1);

    bridge.read("r1").commit();

    assertThat(((Phase.Submitting) bridge.phase("r1")).intentAt())
        .isEqualTo(bridge.clock.instant().minus(Duration.ofHours(1)));
  }

  @Test
  void shouldWaitForTheSubmissionOfAnotherReplicaByTheTimeOfDay() {
    // given
    bridge.wallBehind = () -> Duration.ofHours(1);
    unclear("r1");
    bridge.clock.pass(SubmissionFixture.GRACE);
    Instant justNow = bridge.clock.instant().minus(Duration.ofHours(1));
    bridge.intentsElsewhere.add(new Intent(new RequestId("theirs"), 2, justNow));

    // when
    bridge.submitter.tick();
    bridge.list(SubmissionFixture.stranger("t1"));

    // then
    assertThat(bridge.log.events(Finished.class)).isEmpty();
    assertThat(bridge.submitter.unclear()).isEqualTo(1);
  }

  /** The machine may have slept, and the monotonic clock with it. */
  @Test
  void shouldForgetWhatItLearntWhenItsClockLeaps() {
    // given
    learn(bridge, 0, bridge.clock.instant());
    bridge.read("r1").commit();

    // when
    bridge.clock.step(Duration.ofSeconds(10));
    bridge.read("r2").commit();

    // then
    assertThat(byApi("r1")).isNotNull();
    assertThat(byApi("r2")).isNull();
  }

  @Test
  void shouldWaitTheWholeGraceWhenTheClockIsSetForward() {
    // given
    unclear("r1");

    // when
    bridge.clock.step(SubmissionFixture.GRACE.multipliedBy(2));
    bridge.submitter.tick();
    bridge.clock.pass(SubmissionFixture.GRACE.minusMillis(1));
    bridge.submitter.tick();

    // then
    assertThat(bridge.api.listings()).isEmpty();

    // when
    bridge.waitForNext();

    // then
    assertThat(bridge.api.listings()).hasSize(1);
  }

  @Test
  void shouldWaitTheWholeGraceFromWhenItFindsAnIntentThatSeemsOld() {
    // given by our clock, it is from yesterday
    left("r1", new Phase.Submitting(1, bridge.clock.instant().minus(Duration.ofDays(1))));

    // when
    bridge.read("r1").commit();
    bridge.clock.pass(SubmissionFixture.GRACE.minusMillis(1));
    bridge.submitter.tick();

    // then
    assertThat(bridge.api.listings()).isEmpty();

    // when
    bridge.waitForNext();

    // then
    assertThat(bridge.api.listings()).hasSize(1);
  }

  @Test
  void shouldNotWaitWhenTheClockOfTheApiTellsThatTheIntentIsOld() {
    // given
    Instant now = bridge.clock.instant();
    learn(bridge, 0, now);
    Instant then = now.minus(SubmissionFixture.GRACE).minusSeconds(10);
    left("r1", new Phase.Submitting(1, now, new ApiMoment(then, then)));

    // when
    bridge.read("r1").commit();
    bridge.submitter.tick();

    // then
    assertThat(bridge.api.listings()).hasSize(1);
  }

  /** The two clocks are never read at the very same moment. */
  @Test
  void shouldJudgeEachOfManyOnceWhileTheClocksJitter() {
    // given none of them knows the time of the API, and half are where a round ends
    Instant now = bridge.clock.instant();
    List<String> ids = IntStream.range(0, 500).mapToObj(i -> "old-" + i + "-1").toList();
    for (int i = 0; i < ids.size(); i++) {
      Instant intent = i % 2 == 0 ? now : now.plus(SubmissionFixture.GRACE);
      left(ids.get(i), new Phase.Submitting(1, intent));
    }
    learn(bridge, 0, now);
    ids.forEach(bridge::read);
    AtomicInteger reads = new AtomicInteger();
    bridge.wallBehind = () -> Duration.ofMillis(reads.getAndIncrement() * 7919 % 5);

    // when
    bridge.clock.pass(SubmissionFixture.GRACE);
    bridge.submitter.tick();
    while (!ScriptedTaskApi.open(bridge.api.listings()).isEmpty()) {
      bridge.list();
      if (bridge.submitter.unclear() > 0) {
        bridge.waitForNext();
      }
    }

    // then
    assertThat(bridge.heard.stream().filter("not_accepted"::equals)).hasSize(500);
  }

  /** When a submission may have made a task, while nothing is known of the API's clock. */
  static Window unknown(Instant intent) {
    Duration either = Duration.ofMinutes(15);
    return new Window(intent.minus(either), intent.plus(SubmissionFixture.GRACE).plus(either));
  }

  /** Of a submission that went well. */
  private static void learn(SubmissionFixture some, int partition, Instant byApi) {
    String task = "learnt-" + partition;
    some.read(Samples.request("learn", partition, 9)).commit();
    some.answer("learn", Samples.ok(ReconciliationTest.created(task, byApi))).commit();
    assertThat(some.ledger.find(partition, new RequestId("learn")).orElseThrow().taskId())
        .contains(new TaskId(task));
  }

  private ApiMoment byApi(String id) {
    return ((Phase.Submitting) bridge.phase(id)).byApi();
  }

  private void left(String id, Phase.Submitting intent) {
    bridge.ledger.apply(
        0, List.of(new LedgerChange.Put(LedgerEntry.of(Samples.request(id, 0, 1), intent))));
  }

  private void unclear(String id) {
    bridge.read(id).commit().answer(id, Samples.unclear());
    assertThat(bridge.log.events(Finished.class)).isEmpty();
  }

  private static List<String> asked(SubmissionFixture some) {
    return ScriptedTaskApi.open(some.api.gets()).stream()
        .map(call -> call.asked().taskId().value())
        .toList();
  }
}
