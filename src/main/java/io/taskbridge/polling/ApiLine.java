package io.taskbridge.polling;

import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Asks the API, counts the questions, and brings each answer back to the bridge's thread, where the
 * gate hears of it first.
 */
final class ApiLine {
  private final TaskApi api;
  private final ApiGate gate;
  private final Monitor monitor;
  private final Executor thread;
  private final Runnable afterwards;
  private long latest;

  /**
   * @param afterwards what there is to do once an answer was dealt with
   */
  ApiLine(TaskApi api, ApiGate gate, Monitor monitor, Executor thread, Runnable afterwards) {
    this.api = api;
    this.gate = gate;
    this.monitor = monitor;
    this.thread = thread;
    this.afterwards = afterwards;
  }

  /** The number of the latest question. */
  long latest() {
    return latest;
  }

  /** Asks about one task; returns the question's number. */
  long get(TaskId taskId, OptionalLong after, Consumer<ApiOutcome<TaskSnapshot>> answered) {
    return ask(api.get(taskId, after, true), answered);
  }

  /** Reads a page of the list; returns the question's number. */
  long list(long before, int limit, Consumer<ApiOutcome<List<TaskSnapshot>>> answered) {
    return ask(api.list(OptionalLong.of(before), limit), answered);
  }

  private <T> long ask(CompletionStage<ApiOutcome<T>> call, Consumer<ApiOutcome<T>> answered) {
    latest++;
    ApiCalls.handle(
        call,
        thread,
        monitor,
        outcome -> {
          gate.heard(outcome);
          try {
            answered.accept(outcome);
          } finally {
            afterwards.run();
          }
        });
    return latest;
  }
}
