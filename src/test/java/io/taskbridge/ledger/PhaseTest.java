package io.taskbridge.ledger;

import static io.taskbridge.task.Samples.OPTIONS;
import static io.taskbridge.task.Samples.WITHOUT_ARTIFACTS;
import static io.taskbridge.task.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.Artifacts;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Samples;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskLifecycle;
import io.taskbridge.task.TaskLifecycle.Observation;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PhaseTest {
  private static final Instant NOW = MutableClock.START;

  @Test
  void shouldRunWhileTheTaskDoes() {
    assertThat(after(snapshot("t1", TaskStatus.RUNNING), OPTIONS))
        .isInstanceOf(Phase.Running.class);
  }

  @Test
  void shouldCollectLinksForAsLongAsTheRequestSays() {
    Phase phase = after(snapshot("t1", TaskStatus.DONE), OPTIONS);

    assertThat(phase)
        .isInstanceOfSatisfying(
            Phase.Collecting.class,
            collecting ->
                assertThat(collecting.until()).isEqualTo(NOW.plus(Samples.ARTIFACTS_TIMEOUT)));
  }

  @Test
  void shouldEndAtOnceWhenNoLinkCanCome() {
    Artifacts all = new Artifacts(null, "https://video", "");

    assertThat(after(snapshot("t1", TaskStatus.DONE), WITHOUT_ARTIFACTS))
        .isEqualTo(new Phase.Ended(NOW, new TaskId("t1")));
    assertThat(after(snapshot("t1", TaskStatus.DONE, all), OPTIONS))
        .isEqualTo(new Phase.Ended(NOW, new TaskId("t1")));
  }

  private static Phase after(TaskSnapshot answer, RequestOptions options) {
    TaskRequest request = Samples.request("r", 0, 0);
    Observation seen =
        TaskLifecycle.accepted(
            Subject.of(request.id(), request.origin(), answer.id()),
            0,
            options,
            Steering.NONE,
            answer,
            NOW);
    return Phase.after(seen, options, NOW);
  }
}
