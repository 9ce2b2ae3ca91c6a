package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How a task looks from outside at this moment. */
final class TaskView {

  private TaskView() {}

  /** The task as in a list or as the answer to a submission: without events and downloads. */
  static ObjectNode brief(ApiState state, SimTask task) {
    ObjectNode node = Json.object().put("id", task.id).put("status", task.status.wire());
    node.set("output", Json.orNull(task.output));
    node.put("credits_used", task.creditsUsed).put("device", task.traits.device());
    node.put(
        "live_url",
        task.statuses.size() > 1 && task.status != SimStatus.WAITING
            ? "https://live.sandbox.invalid/" + task.id
            : null);
    node.put("recording_url", recording(task, state.now()));
    node.putNull("downloads_url");
    node.put("created_at", state.settings.created(task.createdMs));
    node.putNull("events");
    node.setAll(task.script.extra());
    return node;
  }

  /** The answer to a GET by id: 202 while it goes on, 200 when it ended, 404 when unknown. */
  static Answer full(ApiState state, SimTask task, long eventT, boolean downloads) {
    if (task.forgotten) {
      return Answer.error(404, Details.TASK_UNKNOWN);
    }
    ObjectNode node = brief(state, task);
    JsonNode events = task.events.after(eventT, state.now());
    node.set("events", events);
    if (downloads) {
      node.put("downloads_url", downloads(task, state.now()));
    }
    return Answer.enveloped(task.status.isTerminal() ? 200 : 202, node);
  }

  static boolean hasNews(ApiState state, SimTask task, long eventT) {
    return task.forgotten || task.status.isTerminal() || task.events.hasAfter(eventT, state.now());
  }

  /** Answers the held GETs for which there is news. */
  static void tellHeld(ApiState state, SimTask task) {
    if (task.held.isEmpty()) {
      return;
    }
    List<HeldGet> ready =
        task.held.stream().filter(get -> hasNews(state, task, get.eventT())).toList();
    task.held.removeAll(ready);
    ready.forEach(
        get -> get.answer().tryComplete(full(state, task, get.eventT(), get.downloads())));
  }

  private static String recording(SimTask task, long now) {
    return task.traits.recording()
        ? artifact(task, now, task.script.recording(), task.script.recordingMs(), "recording.mp4")
        : null;
  }

  private static String downloads(SimTask task, long now) {
    return artifact(task, now, task.script.downloads(), task.script.downloadsMs(), "downloads.zip");
  }

  /** Null until it is there; empty when it is known that there is none. */
  private static String artifact(SimTask task, long now, String kind, long afterMs, String name) {
    boolean there = task.status.isTerminal() && afterMs >= 0 && now >= task.finishedMs + afterMs;
    if (!there || kind.equals("never")) {
      return null;
    }
    return kind.equals("empty") ? "" : "https://files.sandbox.invalid/" + task.id + "/" + name;
  }
}
