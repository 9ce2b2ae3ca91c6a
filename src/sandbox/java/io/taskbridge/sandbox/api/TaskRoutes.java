package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.taskbridge.sandbox.api.RecordedTask.Cancel;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** {@code GET /task}, {@code GET /task/{id}} and {@code DELETE /task/{id}}. */
final class TaskRoutes {

  private static final int MAX_PAGE = 128;
  private static final int PAGE = 32;

  private final ApiState state;
  private final Scheduler scheduler;

  TaskRoutes(ApiState state, Scheduler scheduler) {
    this.state = state;
    this.scheduler = scheduler;
  }

  Answer list(Call call) {
    ArrayNode errors = Json.array();
    Long limit = Query.integer(call, "l", (long) PAGE, 1, MAX_PAGE, errors);
    Long before = Query.integer(call, "t", null, Long.MIN_VALUE, Long.MAX_VALUE, errors);
    if (!errors.isEmpty()) {
      return Answer.invalid(errors);
    }
    ArrayNode page = Json.array();
    long beforeMs = before == null ? Long.MAX_VALUE : milliseconds(before);
    state
        .tasks
        .newestBefore(beforeMs, limit.intValue())
        .forEach(task -> page.add(TaskView.brief(state, task)));
    return Answer.ok(page);
  }

  Future<Answer> get(Call call) {
    SimTask task = state.tasks.find(call.taskId());
    ArrayNode errors = Json.array();
    Long eventT = Query.integer(call, "event_t", 0L, Long.MIN_VALUE, Long.MAX_VALUE, errors);
    Boolean downloads = Query.flag(call, "downloads", errors);
    if (!errors.isEmpty()) {
      return Future.succeededFuture(Answer.invalid(errors));
    }
    if (task == null) {
      return Future.succeededFuture(Answer.error(404, Details.TASK_UNKNOWN));
    }
    long holdMs = task.script.holdMs() == null ? state.settings.holdMs() : task.script.holdMs();
    boolean answeredNow =
        holdMs == 0 || !call.query().contains("event_t") || TaskView.hasNews(state, task, eventT);
    return answeredNow
        ? Future.succeededFuture(TaskView.full(state, task, eventT, downloads))
        : hold(task, eventT, downloads, holdMs);
  }

  private Future<Answer> hold(SimTask task, long eventT, boolean downloads, long holdMs) {
    Promise<Answer> promise = Promise.promise();
    HeldGet held = new HeldGet(eventT, downloads, promise);
    task.held.add(held);
    scheduler.after(
        holdMs,
        () -> {
          if (task.held.remove(held)) {
            promise.tryComplete(TaskView.full(state, task, eventT, downloads));
          }
        });
    return promise.future();
  }

  Answer cancel(Call call) {
    SimTask task = state.tasks.find(call.taskId());
    boolean accepted = task != null && task.isOpen();
    if (task != null) {
      task.cancels.add(new Cancel(call.receivedMs(), accepted));
    }
    if (!accepted) {
      return Answer.error(404, Details.TASK_FINISHED);
    }
    state.timeline.cancel(task);
    return Answer.ok(Json.MAPPER.getNodeFactory().booleanNode(true));
  }

  private long milliseconds(long created) {
    return state.settings.createdInSeconds() ? created * 1_000 : created;
  }
}
