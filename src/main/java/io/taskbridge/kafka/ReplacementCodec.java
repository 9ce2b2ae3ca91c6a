package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.ledger.Replacement;
import io.taskbridge.task.TaskId;
import java.util.HashSet;
import java.util.Set;

/** Tasks that were cancelled for a request, as a part of its ledger entry; missing without any. */
final class ReplacementCodec {
  private static final String TASKS = "replaced";
  private static final String UNDER_WAY = "replacing";

  private ReplacementCodec() {}

  static void write(ObjectNode entry, Replacement replacement) {
    if (replacement.tasks().isEmpty()) {
      return;
    }
    ArrayNode tasks = entry.putArray(TASKS);
    replacement.tasks().stream().map(TaskId::value).sorted().forEach(tasks::add);
    if (replacement.underWay()) {
      entry.put(UNDER_WAY, true);
    }
  }

  static Replacement read(JsonNode entry) {
    Set<TaskId> tasks = new HashSet<>();
    entry.path(TASKS).forEach(id -> tasks.add(new TaskId(id.textValue())));
    return tasks.isEmpty()
        ? Replacement.NONE
        : new Replacement(tasks, entry.path(UNDER_WAY).asBoolean(false));
  }
}
