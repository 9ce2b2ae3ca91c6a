package io.taskbridge.polling;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.TaskStatus;

/** How a task is asked about. */
enum Manner {
  /** Its status shows in the list, with many others in one answer. */
  LIST,
  /** By its name: the list does not tell what is still wanted, or not where to look for it. */
  ID,
  /** By its name and for events, which the API may hold back until there is one. */
  EVENTS,
  /**
   * It waits for its turn at the API: its status shows in the list, while a question for events may
   * be held open, so that the first is not missed.
   */
  LIST_AND_EVENTS;

  /**
   * @param createdAt where the task stands in the list; null when that is not known
   */
  static Manner of(LedgerEntry entry, FollowedTask task, Long createdAt) {
    if (task.status().terminal()) {
      // The list never tells of downloads.
      return createdAt != null && task.artifacts().downloadsUrl() != null ? LIST : ID;
    }
    if (entry.awaitsEvents()) {
      boolean waits = task.status().equals(TaskStatus.WAITING) && task.cursor().timestamp() == 0;
      return createdAt != null && waits ? LIST_AND_EVENTS : EVENTS;
    }
    return createdAt != null ? LIST : ID;
  }

  /** Whether it is asked about at the same moments as all others. */
  boolean listed() {
    return this == LIST || this == LIST_AND_EVENTS;
  }
}
