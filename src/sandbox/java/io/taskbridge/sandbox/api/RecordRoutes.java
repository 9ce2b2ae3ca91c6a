package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /record}: tells what the API was asked and what became of it. */
final class RecordRoutes {

  private static final int MAX_PAGE = 10_000;

  private final ApiState state;

  RecordRoutes(ApiState state) {
    this.state = state;
  }

  Answer handle(Call call) {
    String[] path = call.path();
    String what = path.length > 1 ? path[1] : "summary";
    if (call.method().equals("DELETE") && path.length == 1) {
      state.forgetAll();
      return Answer.plain(summary());
    }
    if (!call.method().equals("GET")) {
      return Answer.error(405, "The record is read with GET and emptied with DELETE /record.");
    }
    switch (what) {
      case "summary":
        return Answer.plain(summary());
      case "calls":
        return Answer.plain(state.log.countsToJson());
      case "tasks":
        return path.length > 2 ? task(path[2]) : tasks(call);
      case "refusals":
        return Answer.plain(state.log.refusalsToJson());
      case "requests":
        return Answer.plain(state.log.callsToJson());
      case "files":
        return Answer.plain(state.files.recorded());
      case "extensions":
        return Answer.plain(state.extensions.recorded());
      default:
        return Answer.error(404, "There is no /record/" + what + ".");
    }
  }

  private Answer task(String id) {
    SimTask task = state.tasks.findForRecord(id);
    return task == null
        ? Answer.error(404, "There never was a task " + id + ".")
        : Answer.plain(Json.MAPPER.valueToTree(task.recorded()));
  }

  private Answer tasks(Call call) {
    ArrayNode errors = Json.array();
    long after = Query.integer(call, "after", 0L, 0, Long.MAX_VALUE, errors);
    long limit = Query.integer(call, "l", 1_000L, 1, MAX_PAGE, errors);
    if (!errors.isEmpty()) {
      return Answer.invalid(errors);
    }
    List<SimTask> page = state.tasks.after(after, (int) limit);
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("tasks");
    page.forEach(task -> list.add(Json.MAPPER.<ObjectNode>valueToTree(task.recorded())));
    node.put("next", page.size() < limit ? null : page.get(page.size() - 1).sequence);
    return Answer.plain(node);
  }

  ObjectNode summary() {
    ObjectNode node = Json.object();
    node.put("submissions", state.log.count(Operation.SUBMIT));
    node.put("tasks", state.tasks.created()).put("open", state.tasks.open());
    node.put("most_open_at_once", state.tasks.mostOpen());
    Map<String, Integer> statuses = new TreeMap<>();
    int calls = 0;
    int accepted = 0;
    int refused = 0;
    int cancels = 0;
    int held = 0;
    for (SimTask task : state.tasks.all()) {
      statuses.merge(task.forgotten ? "lost" : task.status.wire(), 1, Integer::sum);
      held += task.held.size();
      calls += (int) task.events.all().stream().filter(e -> e.name().equals("tool_call")).count();
      accepted += (int) task.replies.stream().filter(RecordedTask.Reply::accepted).count();
      refused += (int) task.replies.stream().filter(reply -> !reply.accepted()).count();
      cancels += (int) task.cancels.stream().filter(RecordedTask.Cancel::accepted).count();
    }
    ObjectNode byStatus = node.putObject("by_status");
    statuses.forEach(byStatus::put);
    node.put("tool_calls", calls).put("events_accepted", accepted);
    node.put("events_refused", refused).put("cancelled", cancels);
    node.put("held_gets", held);
    node.set("calls", state.log.countsToJson());
    return node;
  }
}
