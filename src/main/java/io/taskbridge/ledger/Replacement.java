package io.taskbridge.ledger;

import io.taskbridge.task.TaskId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tasks of the API that a request has cancelled to make room for its next submission, because
 * nobody could tell which of them were its. From the moment this is durable no request adopts one
 * of them: somebody may be cancelling it. Immutable.
 *
 * @param tasks all that were ever cancelled for the request
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

  /** None of them runs any more. */
  public Replacement done() {
    return new Replacement(tasks, false);
  }
}
