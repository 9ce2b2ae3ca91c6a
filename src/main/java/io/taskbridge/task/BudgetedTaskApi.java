package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ApiBudget.Use;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The task API within a budget of calls: each waits for its token. A submission does not: whoever
 * makes it takes the token before it is announced.
 */
public final class BudgetedTaskApi implements TaskApi {
  private final TaskApi api;
  private final BudgetedCalls calls;

  /**
   * @param thread the bridge's thread, on which the budget lives
   */
  public BudgetedTaskApi(TaskApi api, ApiBudget budget, Executor thread) {
    this.api = requireNonNull(api, "api");
    this.calls = new BudgetedCalls(budget, thread);
  }

  @Override
  public CompletionStage<ApiOutcome<TaskSnapshot>> submit(Json body, String traceparent) {
    return api.submit(body, traceparent);
  }

  @Override
  public CompletionStage<ApiOutcome<TaskSnapshot>> get(
      TaskId id, OptionalLong eventsAfter, boolean downloads) {
    return calls.within(Use.QUESTION, () -> api.get(id, eventsAfter, downloads));
  }

  @Override
  public CompletionStage<ApiOutcome<List<TaskSnapshot>>> list(
      OptionalLong createdBefore, int limit) {
    return calls.within(Use.QUESTION, () -> api.list(createdBefore, limit));
  }

  @Override
  public CompletionStage<ApiOutcome<Boolean>> cancel(TaskId id) {
    return calls.within(Use.ANSWER, () -> api.cancel(id));
  }

  @Override
  public CompletionStage<ApiOutcome<String>> send(TaskId id, OutgoingEvent event) {
    return calls.within(Use.ANSWER, () -> api.send(id, event));
  }
}
