package io.taskbridge.polling;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.task.Actions;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Steering;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How following a task ends when the API does not say it. Pure. */
final class Endings {
  private Endings() {}

  /** The API does not know the task any more. One that had ended is only forgotten quietly. */
  static Batch unknownToTheApi(LedgerEntry entry, FollowedTask task, Instant now) {
    List<TaskEvent> events = new ArrayList<>();
    Steering steering =
        Actions.ended(entry.subject(), entry.steering(), TaskResult.LOST, events, now);
    LedgerEntry ended = entry.in(new Phase.Ended(now, task.taskId())).steered(steering);
    Batch.Builder batch = Batch.of(entry.partition()).put(ended).tell(events);
    if (entry.phase() instanceof Phase.Running) {
      TaskError error =
          TaskError.of(
              ErrorCode.TASK_LOST,
              "the task API does not know task '"
                  + task.taskId()
                  + "' any more, although it had accepted it; look for it in the API's own console");
      TaskResult lost =
          TaskResult.without(TaskResult.LOST, error, task.artifacts(), task.submittedAt(), now);
      batch.tell(new TaskEvent.Finished(entry.subject(), lost));
    }
    return batch.build();
  }
}
