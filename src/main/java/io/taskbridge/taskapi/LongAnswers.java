package io.taskbridge.taskapi;

import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which tasks ended with an answer that was too long, and puts the next question about them
 * so that it may be. The next, and not one more at once: every call has its place in a budget.
 */
final class LongAnswers {
  /** The status of an answer about a task that has ended; while it runs that is another. */
  private static final int ENDED = 200;

  /** Far more than can have ended so since they were last asked about. */
  private static final int MOST = 10_000;

  private final TaskApiSettings settings;
  private final TaskResource resource;
  private final AnswerReader reader;
  private final CallMonitor monitor;
  private final Set<TaskId> expected = ConcurrentHashMap.newKeySet();

  LongAnswers(
      TaskApiSettings settings, TaskResource resource, AnswerReader reader, CallMonitor monitor) {
    this.settings = settings;
    this.resource = resource;
    this.reader = reader;
    this.monitor = monitor;
  }

  /** A question about a task has ended. */
  void heard(TaskId id, Exchange exchange) {
    if (exchange.answerTooLong() && exchange.httpStatus() == ENDED) {
      if (expected.size() >= MOST) {
        expected.clear();
      }
      expected.add(id);
    }
  }

  /** Whether the last answer about it was too long; only once. */
  boolean expects(TaskId id) {
    return expected.remove(id);
  }

  /** Reads what is short in the answer. */
  CompletionStage<ApiOutcome<TaskSnapshot>> skim(TaskId id, String apiKey, Boolean downloads) {
    Exchange exchange = new Exchange(settings.requestTimeout(), settings.acquireTimeout());
    CallMonitor.Call call = monitor.begun(Operation.GET, null);
    return new LongAnswer(id, exchange, reader, settings.maxAnswerBytes())
        .begin(() -> resource.read(exchange, apiKey, id.value(), downloads))
        .whenComplete((task, defect) -> call.ended().accept(CallMonitor.Status.of(exchange)))
        .thenApply(
            task ->
                task.<ApiOutcome<TaskSnapshot>>map(ApiOutcome.Ok::new)
                    .orElseGet(() -> Failures.notSkimmed(exchange)));
  }
}
