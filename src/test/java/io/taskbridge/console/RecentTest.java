package io.taskbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskResult;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final String URL = "https://live.example/1";

  private final Recent recent = new Recent(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void shouldShowATaskToWatchUntilItHasEnded() {
    tell(status("r-1", "running", URL));
    assertThat(recent.seen().live())
        .containsExactly(new Recent.Live(NOW, "r-1", "t-r-1", "running", URL));

    tell(finished("r-1", TaskError.of(ErrorCode.TASK_LOST, "it is gone")));

    assertThat(recent.seen().live()).isEmpty();
    assertThat(recent.seen().results())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.requestId()).isEqualTo("r-1");
              assertThat(result.status()).isEqualTo("lost");
              assertThat(result.code()).isEqualTo("TASK_LOST");
              assertThat(result.message()).isEqualTo("it is gone");
            });
  }

  @Test
  void shouldNotShowATaskThatCannotBeWatched() {
    tell(status("r-1", "running", null));
    tell(status("r-2", "running", ""));
    tell(status("r-3", "done", URL));

    assertThat(recent.seen().live()).isEmpty();
  }

  @Test
  void shouldShowTheLatestFirstAndForgetTheOldest() {
    for (int i = 0; i < 40; i++) {
      tell(finished("r-" + i, null));
      tell(status("s-" + i, "running", URL));
    }

    assertThat(recent.seen().results())
        .hasSize(25)
        .first()
        .returns("r-39", Recent.Result::requestId);
    assertThat(recent.seen().live()).hasSize(25).first().returns("s-39", Recent.Live::requestId);
  }

  @Test
  void shouldSayWhereADeadLetterCameFromAndWhy() {
    recent.durable(
        Batch.of(2)
            .deadLetter(
                new DeadLetter(
                    new SourcePosition("task-requests", 2, 17),
                    ErrorCode.INVALID_JSON,
                    "x".repeat(1_000),
                    null))
            .build());

    assertThat(recent.seen().letters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.code()).isEqualTo("INVALID_JSON");
              assertThat(letter.reason()).hasSize(400).endsWith("…");
              assertThat(letter.topic() + letter.partition() + letter.offset())
                  .isEqualTo("task-requests217");
            });
  }

  @Test
  void shouldGrowItsVersionWithEveryChange() {
    long before = recent.seen().version();
    tell(finished("r-1", null));
    assertThat(recent.seen().version()).isGreaterThan(before);
    assertThat(recent.seen().version()).isEqualTo(recent.seen().version());
  }

  private void tell(TaskEvent event) {
    recent.durable(Batch.of(0).tell(event).build());
  }

  private static Subject subject(String id) {
    return new Subject(new RequestId(id), null, null, new TaskId("t-" + id));
  }

  private static TaskEvent status(String id, String status, String liveUrl) {
    return new TaskEvent.StatusChanged(
        subject(id), 1, status, null, List.of("status"), new Artifacts(liveUrl, null, null), NOW);
  }

  private static TaskEvent finished(String id, TaskError error) {
    String status = error == null ? "done" : "lost";
    return new TaskEvent.Finished(
        subject(id), TaskResult.without(status, error, Artifacts.NONE, NOW, NOW));
  }
}
