package io.taskbridge.task;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an answer means for a task that is followed: the step that every poll takes. */
@State(Scope.Benchmark)
public class TaskLifecycleBenchmark {
  private static final TaskId ID = new TaskId("0b749670-5b1c-4e0c-9c40-8f1f6a3a4d2e");
  private static final int PARTITION = 7;

  private final Instant now = Instant.ofEpochMilli(1_790_000_000_000L);
  private final RequestOptions options =
      new RequestOptions(
          AmbiguityPolicy.FAIL, Duration.ofMinutes(5), Duration.ofSeconds(30), true, false, null);
  private final Subject subject =
      new Subject(
          new RequestId("order-4711"),
          RecordKey.of("order-4711".getBytes(StandardCharsets.UTF_8)),
          null,
          ID);
  private final TaskSnapshot running = snapshot(TaskStatus.RUNNING, null);
  private final TaskSnapshot done = snapshot(TaskStatus.DONE, new Json("{\"answer\": 42}"));
  private final FollowedTask task =
      TaskLifecycle.accepted(subject, PARTITION, options, running, now).task();

  private static TaskSnapshot snapshot(TaskStatus status, Json output) {
    return new TaskSnapshot(
        ID,
        status,
        output,
        5L,
        "desktop",
        "https://live.example.com/0b749670",
        null,
        null,
        1_790_000_000_000L,
        List.of(),
        null);
  }

  @Benchmark
  public Object observedNothingNew() {
    return TaskLifecycle.observed(subject, PARTITION, options, task, running, now);
  }

  @Benchmark
  public Object observedTheEnd() {
    return TaskLifecycle.observed(subject, PARTITION, options, task, done, now);
  }
}
