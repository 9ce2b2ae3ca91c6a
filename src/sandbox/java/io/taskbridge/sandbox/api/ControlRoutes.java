package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code /control}: changes how the API behaves while it runs. */
final class ControlRoutes {

  private final ApiState state;

  ControlRoutes(ApiState state) {
    this.state = state;
  }

  Answer handle(Call call) {
    String[] path = call.path();
    String what = path.length > 1 ? path[1] : "";
    if (call.method().equals("GET")) {
      return show(what);
    }
    switch (call.method() + " " + what) {
      case "POST settings", "PATCH settings":
        patchSettings(body(call));
        return show(what);
      case "POST faults":
        addFaults(body(call));
        return show(what);
      case "DELETE faults":
        state.faults.clear();
        return show(what);
      case "POST seed":
        state.faults.seed(new Fields("seed", body(call)).integer("seed", 1, 0, Integer.MAX_VALUE));
        return show("");
      case "POST reset":
        state.reset();
        return show("");
      case "POST task":
        return steer(call);
      default:
        return Answer.error(404, "There is no " + call.method() + " /control/" + what + ".");
    }
  }

  void patchSettings(JsonNode patch) {
    state.settings = state.settings.patched(patch);
  }

  /** Adds one fault or a list of them. */
  void addFaults(JsonNode body) {
    state.faults.add(FaultReader.readAll("fault", body.isArray() ? body : List.of(body)));
  }

  private Answer show(String what) {
    switch (what) {
      case "settings":
        return Answer.plain(state.settings.toJson());
      case "faults":
        return Answer.plain(state.faults.toJson());
      case "":
        ObjectNode all = Json.object();
        all.set("settings", state.settings.toJson());
        all.set("faults", state.faults.toJson());
        return Answer.plain(all);
      default:
        return Answer.error(404, "There is no GET /control/" + what + ".");
    }
  }

  /** Ends or loses one task now. */
  private Answer steer(Call call) {
    SimTask task = call.path().length > 2 ? state.tasks.find(call.path()[2]) : null;
    if (task == null) {
      return Answer.error(404, "There is no such task; use POST /control/task/{id}.");
    }
    Fields f = new Fields("task control", body(call));
    String command = f.oneOf("do", "finish", List.of("finish", "lose"));
    String status = f.oneOf("status", "done", List.of("done", "failed", "cancelled"));
    JsonNode output = f.json("output");
    f.rejectUnknown();
    if (command.equals("lose")) {
      state.timeline.lose(task);
    } else if (!task.isOpen()) {
      return Answer.error(409, "The task is " + task.status.wire() + " already.");
    } else if (status.equals("cancelled")) {
      state.timeline.cancel(task);
    } else {
      state.timeline.finish(task, SimStatus.valueOf(status.toUpperCase(Locale.ROOT)), output);
    }
    return Answer.plain(Json.MAPPER.valueToTree(task.recorded()));
  }

  private static JsonNode body(Call call) {
    try {
      return call.body().length == 0 ? Json.object() : Json.MAPPER.readTree(call.body());
    } catch (IOException e) {
      throw new ScriptException("the body is not JSON: " + e.getMessage());
    }
  }
}
