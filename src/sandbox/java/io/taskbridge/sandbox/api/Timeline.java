package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.sandbox.api.RecordedTask.StatusChange;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Lets tasks go their way: waiting, running, tool calls, the end. */
final class Timeline {

  private final Clock clock;
  private final Scheduler scheduler;
  private final Consumer<SimTask> onNews;
  private final Consumer<SimTask> onClosed;

  /**
   * @param onNews told when a poll of the task would bring something new
   * @param onClosed told when a task is no longer open
   */
  Timeline(Clock clock, Scheduler scheduler, Consumer<SimTask> onNews, Consumer<SimTask> onClosed) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.onNews = onNews;
    this.onClosed = onClosed;
  }

  void begin(SimTask task) {
    task.statuses.add(new StatusChange(SimStatus.WAITING.wire(), task.createdMs));
    if (task.traits.session()) {
      task.session = new Session(task, this);
    }
    later(task, task.script.waitMs(), () -> start(task));
    scheduler.after(
        task.script.loseMs(),
        () -> {
          if (!task.forgotten) {
            lose(task);
          }
        });
  }

  private void start(SimTask task) {
    change(task, SimStatus.RUNNING);
    if (task.session != null) {
      task.session.proceed();
    } else {
      playTools(
          task,
          0,
          () -> later(task, task.script.runMs(), () -> finish(task, task.script.status(), null)));
    }
  }

  /** Makes the scripted calls from an index on, group by group, then does what comes after them. */
  void playTools(SimTask task, int from, Runnable then) {
    List<ToolCallScript> calls = task.script.callsWhileRunning();
    if (from >= calls.size()) {
      then.run();
      return;
    }
    int to = from + 1;
    while (to < calls.size() && calls.get(to).sameMs()) {
      to++;
    }
    int next = to;
    later(
        task,
        calls.get(from).afterMs(),
        () -> {
          for (int i = from; i < next; i++) {
            call(task, calls.get(i), i > from);
          }
          Runnable goOn = () -> playTools(task, next, then);
          if (task.openCalls.isEmpty()) {
            goOn.run();
          } else {
            task.onCallsAnswered = goOn;
          }
        });
  }

  private void call(SimTask task, ToolCallScript call, boolean sameMs) {
    String id = UUID.randomUUID().toString();
    ObjectNode payload = Json.object().put("name", call.name());
    payload.set("input", call.input());
    task.events.add("tool_call", id, payload, now(), sameMs, call.visibleMs());
    if (call.awaited()) {
      task.openCalls.put(id, call.name());
      later(
          task,
          task.script.toolTimeoutMs(),
          () -> {
            if (task.openCalls.containsKey(id)) {
              finish(task, SimStatus.FAILED, Json.text("The tool " + call.name() + " timed out."));
            }
          });
    }
    later(task, call.visibleMs(), () -> onNews.accept(task));
  }

  /** Takes the reply to an open call; the task goes on once none is open. */
  void reply(SimTask task, String callId, RecordedTask.Reply reply) {
    task.openCalls.remove(callId);
    task.toolReplies.add(reply);
    if (task.script.toolErrorFails() && reply.code() >= 400) {
      finish(task, SimStatus.FAILED, Json.text("A tool failed with code " + reply.code() + "."));
    } else if (task.openCalls.isEmpty() && task.onCallsAnswered != null) {
      Runnable goOn = task.onCallsAnswered;
      task.onCallsAnswered = null;
      goOn.run();
    }
  }

  /**
   * Ends a task that is open.
   *
   * @param output null means the scripted or a likely one
   */
  void finish(SimTask task, SimStatus status, JsonNode output) {
    for (ToolCallScript last : task.script.callsWithEnd()) {
      call(task, last, last.sameMs());
    }
    task.events.showAll();
    task.output = output != null ? output : LikelyOutput.of(task, status);
    task.creditsUsed = task.script.credits();
    close(task, status);
  }

  void cancel(SimTask task) {
    task.creditsUsed = task.script.credits();
    close(task, SimStatus.CANCELLED);
  }

  /** The API forgets the task. */
  void lose(SimTask task) {
    boolean wasOpen = task.isOpen();
    task.forgotten = true;
    if (wasOpen) {
      onClosed.accept(task);
    }
    onNews.accept(task);
  }

  /** Publishes the answer to an action of a session. */
  void publish(SimTask task, String name, String id, JsonNode payload, boolean visible) {
    task.events.add(name, id, payload, now(), false, 0);
    if (visible) {
      onNews.accept(task);
    }
  }

  /** Runs it after so many milliseconds, unless the task is over by then. */
  void later(SimTask task, long ms, Runnable run) {
    scheduler.after(
        ms,
        () -> {
          if (task.isOpen()) {
            run.run();
          }
        });
  }

  private void close(SimTask task, SimStatus status) {
    task.openCalls.clear();
    task.onCallsAnswered = null;
    change(task, status);
    task.finishedMs = now();
    onClosed.accept(task);
    onNews.accept(task);
  }

  private void change(SimTask task, SimStatus status) {
    task.status = status;
    task.statuses.add(new StatusChange(status.wire(), now()));
  }

  private long now() {
    return clock.millis();
  }
}
