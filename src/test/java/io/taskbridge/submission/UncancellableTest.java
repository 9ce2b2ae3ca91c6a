package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that the API does not cancel do not hold up a request for ever. */
class UncancellableTest {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldNameTheCandidatesThatTheApiDoesNotCancel() {
    // given
    unclear("r1", AmbiguityPolicy.REPLACE);
    bridge
        .listAfterGrace(SubmissionFixture.stranger("t1"), SubmissionFixture.stranger("t2"))
        .commit();
    TaskId stubborn = ScriptedTaskApi.open(bridge.api.cancels()).get(0).asked();

    // when
    for (int i = 1; i < 5; i++) {
      refuseCancel();
      refuseCancel();
      assertThat(bridge.log.events(Finished.class)).isEmpty();
      bridge.clock.pass(PAUSE);
      bridge.submitter.tick();
      bridge.commit();
    }
    refuseCancel();
    refuseCancel();

    // then
    assertAmbiguous("HTTP status 409", stubborn.value());
    assertThat(bridge.posted()).containsExactly("r1");
    assertThat(bridge.ledger.find(0, new RequestId("r1")).orElseThrow().strays().cancelling())
        .isFalse();
  }

  /** That of an earlier turn, which has ended since. */
  @Test
  void shouldCancelTheOthersWhenTheApiDoesNotCancelOne() {
    // given
    List<TaskId> all = IntStream.range(0, 9).mapToObj(i -> new TaskId("t" + i)).toList();
    bridge.ledger.apply(
        0,
        List.of(
            new LedgerChange.Put(
                LedgerEntry.of(
                        Samples.request("r1", 0, 1),
                        new Phase.Submitting(1, bridge.clock.instant()))
                    .with(Strays.NONE.cancel(all)))));
    bridge.read("r1").commit();

    // when
    for (int turn = 1; turn <= 5; turn++) {
      for (var open = openCancels(); !open.isEmpty(); open = openCancels()) {
        boolean ended = open.get(0).asked().equals(all.get(4));
        open.get(0).answer(ended ? Samples.refused(409, "no") : Samples.ok(true));
        bridge.thread.run();
      }
      bridge.clock.pass(PAUSE);
      bridge.submitter.tick();
      bridge.commit();
    }

    // then
    assertThat(bridge.api.cancels()).hasSize(8 + 5);
    assertAmbiguous("HTTP status 409", "t4");
    assertThat(bridge.log.events(Finished.class).get(0).result().error().detail().text())
        .isEqualTo("{\"candidates\":[\"t4\"]}");
  }

  @Test
  void shouldGiveEachCandidateItsOwnRefusals() {
    // given
    unclear("r1", AmbiguityPolicy.REPLACE);
    bridge.listAfterGrace(
        IntStream.range(0, 6)
            .mapToObj(i -> SubmissionFixture.stranger("t" + i))
            .toArray(TaskSnapshot[]::new));
    bridge.commit();

    // when each is refused once
    for (int i = 0; i < 6; i++) {
      refuseCancel();
    }
    bridge.clock.pass(PAUSE);
    bridge.submitter.tick();
    bridge.commit();
    for (int i = 0; i < 6; i++) {
      openCancels().get(0).answer(Samples.ok(true));
      bridge.thread.run();
    }
    bridge.commit();

    // then
    assertThat(bridge.posted()).containsExactly("r1", "r1");
  }

  private List<ScriptedTaskApi.Call<TaskId, Boolean>> openCancels() {
    return ScriptedTaskApi.open(bridge.api.cancels());
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

  private void refuseCancel() {
    ScriptedTaskApi.open(bridge.api.cancels()).get(0).answer(Samples.refused(409, "no"));
    bridge.thread.run();
  }

  private void unclear(String id, AmbiguityPolicy policy) {
    bridge
        .read(Samples.request(id, 0, 1, Samples.options(policy)))
        .commit()
        .answer(id, Samples.unclear());
  }
}
