package io.taskbridge.submission;

import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Looks at the ledgers of all partitions, whoever owns them. */
public interface LedgerSurvey {
  /**
   * What is durable just now. Completes on the bridge's thread; exceptionally when it can't be
   * read, and then it is asked again later.
   */
  CompletionStage<Survey> survey();

  /**
   * What was found.
   *
   * @param knownTasks tasks of the API that belong to some request
   * @param replacedTasks tasks that are or were cancelled for some request; whose they were, nobody
   *     can tell
   * @param intents submissions whose outcome is not known
   */
  record Survey(Set<TaskId> knownTasks, Set<TaskId> replacedTasks, List<Intent> intents) {
    public Survey {
      knownTasks = Set.copyOf(knownTasks);
      replacedTasks = Set.copyOf(replacedTasks);
      intents = List.copyOf(intents);
    }
  }

  /** A submission was announced at that time. */
  record Intent(RequestId requestId, int partition, Instant at) {}
}
