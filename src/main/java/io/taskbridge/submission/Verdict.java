package io.taskbridge.submission;

import io.taskbridge.task.TaskId;
import java.time.Instant;
import java.util.List;

/** What the tasks of the API and all ledgers say about a submission without a clear answer. */
sealed interface Verdict {
  /** No task of the API can be its. */
  record NoCandidate() implements Verdict {}

  /** This task is its, and can be nobody else's. */
  record Adopt(TaskId taskId) implements Verdict {}

  /** Another submission that is still under way may explain a candidate: look again then. */
  record Wait(Instant until) implements Verdict {}

  /** One of these may be its; nobody can tell which, or whether. */
  record Undecidable(List<TaskId> candidates) implements Verdict {
    public Undecidable {
      candidates = List.copyOf(candidates);
    }
  }
}
