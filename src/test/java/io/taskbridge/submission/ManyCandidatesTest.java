package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Strays;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More tasks than an entry can name may have come of one submission. */
class ManyCandidatesTest {
  private static final int MANY = Strays.MOST_TASKS + 1;

  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldLetNobodyAdoptACandidateThatThereWasNoRoomFor() {
    // given
    unclear("r1", AmbiguityPolicy.FAIL);
    Instant intent = bridge.clock.instant();
    listMany(intent);
    assertThat(strays("r1").tasks())
        .hasSize(Strays.MOST_TASKS)
        .doesNotContain(new TaskId("t" + MANY));

    // when another is judged while only that one is left
    unclear("r2", AmbiguityPolicy.FAIL);
    bridge.listAfterGrace(ReconciliationTest.created("t" + MANY, intent));

    // then
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.log.events(Finished.class))
        .extracting(end -> end.result().status())
        .containsExactly("ambiguous", "ambiguous");
  }

  @Test
  void shouldSayHowManyItDoesNotName() {
    // given
    unclear("r1", AmbiguityPolicy.FAIL);

    // when
    listMany(bridge.clock.instant());

    // then
    String message = bridge.log.events(Finished.class).get(0).result().error().message();
    assertThat(message).contains("t1, t2,", ", and 1 more)").doesNotContain("t" + MANY);
    assertThat(bridge.log.deadLetters().get(0).reason()).isEqualTo(message);
  }

  @Test
  void shouldCancelNoneWhenTheyAreTooMany() {
    // given
    unclear("r1", AmbiguityPolicy.REPLACE);

    // when
    listMany(bridge.clock.instant());
    bridge.commit();

    // then
    assertThat(bridge.api.cancels()).isEmpty();
    assertThat(bridge.log.events(Finished.class))
        .extracting(end -> end.result().status())
        .containsExactly("ambiguous");
  }

  private void unclear(String id, AmbiguityPolicy policy) {
    long offset = SubmissionFixture.offsetOf(id);
    bridge
        .read(Samples.request(id, 0, offset, Samples.options(policy)))
        .commit()
        .answer(id, Samples.unclear());
  }

  /** The last page of the API's list is empty. */
  private void listMany(Instant created) {
    TaskSnapshot[] many =
        IntStream.rangeClosed(1, MANY)
            .mapToObj(i -> ReconciliationTest.created("t" + i, created))
            .toArray(TaskSnapshot[]::new);
    bridge.listAfterGrace(many).list();
  }

  private Strays strays(String id) {
    return bridge.ledger.find(0, new RequestId(id)).orElseThrow().strays();
  }
}
