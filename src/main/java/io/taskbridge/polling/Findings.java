package io.taskbridge.polling;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.TaskLifecycle;
import io.taskbridge.task.TaskLifecycle.Observation;
import io.taskbridge.task.TaskSnapshot;
import java.time.Instant;

/** Publishes what answers say about a task. */
final class Findings {
  private final Publisher publisher;

  Findings(Publisher publisher) {
    this.publisher = publisher;
  }

  /** Publishes what is new in an answer, if anything is, and returns what was seen. */
  Observation publish(LedgerEntry entry, FollowedTask task, TaskSnapshot answer, Instant now) {
    Observation seen =
        TaskLifecycle.observed(
            entry.subject(),
            entry.partition(),
            entry.options(),
            entry.steering(),
            task,
            answer,
            now);
    Phase next = Phase.after(seen, entry.options(), now);
    boolean news = seen.changed();
    if (entry.phase() instanceof Phase.Collecting collecting) {
      boolean over = isOver(entry, now) || next instanceof Phase.Ended;
      next =
          over
              ? new Phase.Ended(now, seen.task().taskId())
              : new Phase.Collecting(seen.task(), collecting.until());
      news |= over;
    }
    if (news) {
      publisher.publish(
          Batch.of(entry.partition())
              .put(entry.in(next).steered(seen.steering()))
              .tell(seen.events())
              .build());
    }
    return seen;
  }

  /** Whether the links of a task that ended were looked for long enough. */
  static boolean isOver(LedgerEntry entry, Instant now) {
    return entry.phase() instanceof Phase.Collecting collecting
        && !now.isBefore(collecting.until());
  }

  /** The API does not know the task any more. */
  void publishUnknown(LedgerEntry entry, FollowedTask task, Instant now) {
    publisher.publish(Endings.unknownToTheApi(entry, task, now));
  }
}
