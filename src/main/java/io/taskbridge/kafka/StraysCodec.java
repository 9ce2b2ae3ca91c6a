package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.ledger.Strays;
import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a request may have left at the API, as a part of its ledger entry; missing without any. The
 * names of the first two fields are from when only cancelled tasks were kept.
 */
final class StraysCodec {
  private static final String TASKS = "replaced";
  private static final String CANCELLING = "replacing";
  private static final String WINDOWS = "given_up";

  private StraysCodec() {}

  static void write(ObjectNode entry, Strays strays) {
    if (!strays.tasks().isEmpty()) {
      ArrayNode tasks = entry.putArray(TASKS);
      strays.tasks().stream().map(TaskId::value).sorted().forEach(tasks::add);
    }
    if (strays.cancelling()) {
      entry.put(CANCELLING, true);
    }
    if (!strays.windows().isEmpty()) {
      ArrayNode windows = entry.putArray(WINDOWS);
      for (Window each : strays.windows()) {
        windows.addArray().add(each.from().toEpochMilli()).add(each.until().toEpochMilli());
      }
    }
  }

  static Strays read(JsonNode entry) {
    Set<TaskId> tasks = new HashSet<>();
    entry.path(TASKS).forEach(id -> tasks.add(new TaskId(id.textValue())));
    List<Window> windows = new ArrayList<>();
    entry.path(WINDOWS).forEach(each -> windows.add(new Window(time(each, 0), time(each, 1))));
    return tasks.isEmpty() && windows.isEmpty()
        ? Strays.NONE
        : new Strays(tasks, entry.path(CANCELLING).asBoolean(false), windows);
  }

  private static Instant time(JsonNode window, int index) {
    return Instant.ofEpochMilli(window.path(index).longValue());
  }
}
