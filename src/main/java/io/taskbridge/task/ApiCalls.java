package io.taskbridge.task;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Brings answers of the API back to the bridge's thread. */
public final class ApiCalls {
  private ApiCalls() {}

  /**
   * Hands the outcome over. A stage that fails breaks the contract of {@link TaskApi}; then nobody
   * can tell what happened, which is an outcome as well.
   *
   * @param thread the bridge's thread
   */
  public static <T> void handle(
      CompletionStage<ApiOutcome<T>> call,
      Executor thread,
      Monitor monitor,
      Consumer<ApiOutcome<T>> handler) {
    call.whenCompleteAsync(
        (outcome, defect) -> {
          if (defect == null) {
            handler.accept(outcome);
          } else {
            monitor.defect("a call of the task API", defect);
            handler.accept(
                new ApiOutcome.Ambiguous<>(0, "the bridge failed to read the answer", null));
          }
        },
        thread);
  }
}
