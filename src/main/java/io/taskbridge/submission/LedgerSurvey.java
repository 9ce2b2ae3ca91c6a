package io.taskbridge.submission;

import io.taskbridge.ledger.ApiMoment;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

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

    /**
     * What is durable and what is in memory tell together. What is in memory may be ahead, since
     * what it decided is still being written, or behind, since somebody else writes there by now:
     * what only one of them knows counts, but for an intent of a request whose outcome is in
     * memory.
     */
    public static Survey of(Collection<Trace> durable, Ledger memory) {
      Set<TaskId> tasks = new HashSet<>();
      Set<TaskId> strays = new HashSet<>();
      Set<Intent> intents = new LinkedHashSet<>();
      Set<GivenUp> givenUp = new LinkedHashSet<>();
      Consumer<Trace> add =
          trace -> {
            trace.task().ifPresent(tasks::add);
            strays.addAll(trace.strays().tasks());
            for (Strays.Window window : trace.strays().windows()) {
              givenUp.add(new GivenUp(trace.requestId(), trace.partition(), window));
            }
            trace.intent().ifPresent(intents::add);
          };
      durable.stream()
          .map(trace -> hasOutcome(trace, memory) ? trace.withoutIntent() : trace)
          .forEach(add);
      memory.partitions().stream()
          .flatMap(ledger -> ledger.entries().stream())
          .map(Trace::of)
          .forEach(add);
      return new Survey(tasks, strays, List.copyOf(intents), List.copyOf(givenUp));
    }

    private static boolean hasOutcome(Trace trace, Ledger memory) {
      return memory
          .find(trace.partition(), trace.requestId())
          .map(LedgerEntry::phase)
          .filter(phase -> !(phase instanceof Phase.Submitting || phase instanceof Phase.Waiting))
          .isPresent();
    }
  }

  /**
   * What counts of one entry.
   *
   * @param task empty when it has none
   * @param intent empty when it is not being submitted
   */
  record Trace(
      RequestId requestId,
      int partition,
      Optional<TaskId> task,
      Strays strays,
      Optional<Intent> intent) {
    public static Trace of(LedgerEntry entry) {
      return new Trace(
          entry.requestId(),
          entry.partition(),
          entry.taskId(),
          entry.strays(),
          entry.phase() instanceof Phase.Submitting submitting
              ? Optional.of(
                  new Intent(
                      entry.requestId(),
                      entry.partition(),
                      submitting.intentAt(),
                      submitting.byApi()))
              : Optional.empty());
    }

    /** Whether it says nothing. */
    public boolean isEmpty() {
      return task.isEmpty() && strays.isEmpty() && intent.isEmpty();
    }

    private Trace withoutIntent() {
      return new Trace(requestId, partition, task, strays, Optional.empty());
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
