package io.taskbridge.task;

import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an answer means for a task that is followed: the step that every poll takes. */
@State(Scope.Benchmark)
public class TaskLifecycleBenchmark {
  private static final String ID = "0b749670-5b1c-4e0c-9c40-8f1f6a3a4d2e";
  private static final int PARTITION = 7;

  private final Instant now = MutableClock.START;
  private final Subject subject =
      new Subject(new RequestId("order-4711"), null, null, new TaskId(ID));
  private final FollowedTask task = Samples.running(ID);
  private final TaskSnapshot running = Samples.snapshot(ID, TaskStatus.RUNNING);
  private final TaskSnapshot done = Samples.snapshot(ID, TaskStatus.DONE);

  @Benchmark
  public Object observedNothingNew() {
    return observed(running);
  }

  @Benchmark
  public Object observedTheEnd() {
    return observed(done);
  }

  private Object observed(TaskSnapshot answer) {
    return TaskLifecycle.observed(
        subject, PARTITION, Samples.WITHOUT_EVENTS, Steering.NONE, task, answer, now);
  }
}
