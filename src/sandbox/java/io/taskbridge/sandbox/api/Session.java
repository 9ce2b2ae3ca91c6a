package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** The open browser session of a task: does one action after the other until it is closed. */
final class Session {

  /** An action that was sent. */
  record Action(String event, String id, String name, JsonNode input) {}

  private final SimTask task;
  private final Timeline timeline;
  private final Queue<Action> waiting = new ArrayDeque<>();
  private final Map<String, Integer> used = new HashMap<>();
  private boolean busy;
  private boolean closing;

  Session(SimTask task, Timeline timeline) {
    this.task = task;
    this.timeline = timeline;
  }

  /** Whether no further action is taken. */
  boolean isClosing() {
    return closing;
  }

  void add(Action action) {
    closing = action.name().equals("close");
    waiting.add(action);
    proceed();
  }

  /** Begins the next action, when the browser runs and is free. */
  void proceed() {
    if (busy || task.status != SimStatus.RUNNING || waiting.isEmpty()) {
      return;
    }
    busy = true;
    Action action = waiting.remove();
    ActionScript script = scriptOf(action.name());
    String fault = SessionAnswers.fault(action);
    if (fault != null) {
      answerAfter(task.script.actionMs(), action, 400, Json.text(fault));
    } else if (action.name().equals("run_task")) {
      long ms = script.ms() == null ? task.script.runMs() : script.ms();
      timeline.playTools(task, 0, () -> answerAfter(ms, action, script));
    } else {
      answerAfter(script.ms() == null ? task.script.actionMs() : script.ms(), action, script);
    }
  }

  private void answerAfter(long ms, Action action, ActionScript script) {
    JsonNode output =
        script.output() == null && script.code() < 400
            ? SessionAnswers.likely(action)
            : Json.orNull(script.output());
    answerAfter(ms, action, script.code(), output);
  }

  private void answerAfter(long ms, Action action, int code, JsonNode output) {
    timeline.later(
        task,
        ms,
        () -> {
          busy = false;
          boolean ends = action.name().equals("close") && code < 400;
          ObjectNode payload = Json.object().put("code", code);
          payload.set("output", output);
          timeline.publish(task, action.event(), action.id(), payload, !ends);
          if (ends) {
            timeline.finish(task, SimStatus.DONE, Json.orNull(task.script.output()));
          } else {
            closing = closing && !action.name().equals("close");
            proceed();
          }
        });
  }

  private ActionScript scriptOf(String name) {
    List<ActionScript> scripts = task.script.actions().getOrDefault(name, List.of());
    if (scripts.isEmpty()) {
      return ActionScript.DEFAULT;
    }
    int turn = used.merge(name, 1, Integer::sum) - 1;
    return scripts.get(Math.min(turn, scripts.size() - 1));
  }
}
