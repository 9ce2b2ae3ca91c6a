package io.taskbridge.ledger;

import io.taskbridge.task.TaskId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tasks of the API of which nobody could tell whether they are a request's: it has cancelled them
 * to make room for its next submission, or ended as ambiguous and named them. From the moment this
 * is durable no request adopts one of them: somebody may be cancelling it, and it may well have
 * come of a submission that left no other trace. Immutable.
 *
 * @param tasks all that were ever cancelled for the request, or named at its end
 * @param underWay true while they are being cancelled: nothing is submitted meanwhile
 */
public record Replacement(Set<TaskId> tasks, boolean underWay) {
  public static final Replacement NONE = new Replacement(Set.of(), false);

  public Replacement {
    tasks = Set.copyOf(tasks);
  }

  /** These are to be cancelled too. */
  public Replacement begin(Collection<TaskId> candidates) {
    Set<TaskId> all = new LinkedHashSet<>(tasks);
    all.addAll(candidates);
    return new Replacement(all, true);
  }

  /** These may be its too; nothing is done about them. */
  public Replacement named(Collection<TaskId> candidates) {
    Set<TaskId> all = new LinkedHashSet<>(tasks);
    all.addAll(candidates);
    return new Replacement(all, false);
  }

  /** None of them runs any more. */
  public Replacement done() {
    return new Replacement(tasks, false);
  }
}
