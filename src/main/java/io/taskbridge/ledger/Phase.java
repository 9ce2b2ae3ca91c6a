package io.taskbridge.ledger;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskLifecycle;
import io.taskbridge.task.TaskLifecycle.Observation;
import java.time.Instant;

/** Where a request is. */
public sealed interface Phase {
  /**
   * A submission was announced; whether the API took it is not known here.
   *
   * @param attempt from 1
   * @param intentAt when the intent was written, by the clock of whoever wrote it
   * @param byApi the same by the API's clock; null when whoever wrote it did not know
   */
  record Submitting(int attempt, Instant intentAt, ApiMoment byApi) implements Phase {
    public Submitting {
      requireNonNull(intentAt, "intentAt");
    }

    /** An intent of somebody who did not know the API's clock. */
    public Submitting(int attempt, Instant intentAt) {
      this(attempt, intentAt, null);
    }
  }

  /**
   * It waits for another submission. Only of a request whose submissions may have left something
   * behind is that written down; others leave the ledger meanwhile.
   */
  record Waiting() implements Phase {}

  /** The API has it and it has not ended. */
  record Running(FollowedTask task) implements Phase {
    public Running {
      requireNonNull(task, "task");
    }
  }

  /**
   * It ended and its result is published; its late links are still looked for.
   *
   * @param until when to give up
   */
  record Collecting(FollowedTask task, Instant until) implements Phase {
    public Collecting {
      requireNonNull(task, "task");
      requireNonNull(until, "until");
    }
  }

  /**
   * Nothing is left to do; remembered so that the same request is not run again.
   *
   * @param taskId so that its task is not taken for somebody else's; null when it never had one
   */
  record Ended(Instant at, TaskId taskId) implements Phase {
    public Ended {
      requireNonNull(at, "at");
    }
  }

  /** Where an accepted request is after an answer about its task. */
  static Phase after(Observation answer, RequestOptions options, Instant now) {
    if (!answer.ended()) {
      return new Running(answer.task());
    }
    return TaskLifecycle.awaitsArtifacts(answer.task(), options)
        ? new Collecting(answer.task(), now.plus(options.artifactsTimeout()))
        : new Ended(now, answer.task().taskId());
  }

  /** Whether this may be a task at the API that runs, or will. */
  default boolean occupiesSlot() {
    return this instanceof Submitting || this instanceof Running;
  }
}
