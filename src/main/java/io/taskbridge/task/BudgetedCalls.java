package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ApiBudget.Use;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Calls that wait for their token. Safe to share: the budget is asked on the bridge's thread. */
final class BudgetedCalls {
  private final ApiBudget budget;
  private final Executor thread;

  /**
   * @param thread the bridge's thread, on which the budget lives
   */
  BudgetedCalls(ApiBudget budget, Executor thread) {
    this.budget = requireNonNull(budget, "budget");
    this.thread = requireNonNull(thread, "thread");
  }

  /** Makes a call as soon as there is a token for it. */
  <T> CompletionStage<T> within(Use use, Supplier<CompletionStage<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    thread.execute(
        () ->
            budget.call(
                use,
                () ->
                    call.get()
                        .whenComplete(
                            (value, failure) -> {
                              if (failure == null) {
                                answer.complete(value);
                              } else {
                                answer.completeExceptionally(failure);
                              }
                            })));
    return answer;
  }
}
