package io.taskbridge.submission;

import io.taskbridge.ledger.ApiMoment;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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
   * @param strayTasks tasks that were cancelled for some request, or named when it ended; whose
   *     they were, nobody can tell
   * @param intents submissions whose outcome is not known
   * @param givenUp when submissions whose outcome nobody will ask for may have made a task
   */
  record Survey(
      Set<TaskId> knownTasks, Set<TaskId> strayTasks, List<Intent> intents, List<GivenUp> givenUp) {
    public Survey {
      knownTasks = Set.copyOf(knownTasks);
      strayTasks = Set.copyOf(strayTasks);
      intents = List.copyOf(intents);
      givenUp = List.copyOf(givenUp);
    }

    /** What these ledgers tell. Pure. */
    public static Survey of(Collection<PartitionLedger> ledgers) {
      Set<TaskId> tasks = new HashSet<>();
      Set<TaskId> strays = new HashSet<>();
      List<Intent> intents = new ArrayList<>();
      List<GivenUp> givenUp = new ArrayList<>();
      for (PartitionLedger ledger : ledgers) {
        for (LedgerEntry entry : ledger.entries()) {
          entry.taskId().ifPresent(tasks::add);
          strays.addAll(entry.strays().tasks());
          for (Strays.Window window : entry.strays().windows()) {
            givenUp.add(new GivenUp(entry.requestId(), entry.partition(), window));
          }
          if (entry.phase() instanceof Phase.Submitting submitting) {
            intents.add(
                new Intent(
                    entry.requestId(),
                    entry.partition(),
                    submitting.intentAt(),
                    submitting.byApi()));
          }
        }
      }
      return new Survey(tasks, strays, intents, givenUp);
    }
  }

  /**
   * A submission was announced.
   *
   * @param at by the clock of whoever did
   * @param byApi by the API's clock; null when whoever announced it did not know
   */
  record Intent(RequestId requestId, int partition, Instant at, ApiMoment byApi) {
    /** One of somebody who did not know the API's clock. */
    public Intent(RequestId requestId, int partition, Instant at) {
      this(requestId, partition, at, null);
    }
  }

  /** A submission of this request was given up without a look at what it made. */
  record GivenUp(RequestId requestId, int partition, Strays.Window window) {}
}
