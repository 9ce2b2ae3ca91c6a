package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Stop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How a request is steered, as a part of its ledger entry; missing where there is nothing. */
final class SteeringCodec {
  private SteeringCodec() {}

  static void write(ObjectNode entry, Steering steering) {
    if (steering.equals(Steering.NONE)) {
      return;
    }
    ObjectNode node = entry.putObject("steering");
    if (steering.stop() != null) {
      node.put("stop", steering.stop().word());
    }
    if (steering.open() != null) {
      OpenAction open = steering.open();
      ObjectNode action = node.putObject("open");
      action.put("id", open.id());
      action.put("kind", open.kind().word());
      action.put("event", open.eventId());
      action.put("taken", open.taken());
      action.put("at", open.announcedAt().toEpochMilli());
    }
    if (!steering.known().isEmpty()) {
      steering.known().forEach(node.putArray("known")::add);
    }
    if (steering.closed()) {
      node.put("closed", true);
    }
  }

  static Steering read(JsonNode node) {
    if (node.isMissingNode()) {
      return Steering.NONE;
    }
    List<String> known = new ArrayList<>();
    node.path("known").forEach(id -> known.add(id.textValue()));
    return new Steering(
        Stop.of(node.path("stop").asText()).orElse(null),
        open(node.path("open")),
        known,
        node.path("closed").asBoolean(false));
  }

  private static OpenAction open(JsonNode node) {
    return node.isMissingNode()
        ? null
        : new OpenAction(
            node.path("id").textValue(),
            ActionKind.of(node.path("kind").asText()).orElseThrow(),
            node.path("event").textValue(),
            node.path("taken").booleanValue(),
            Instant.ofEpochMilli(node.path("at").longValue()));
  }
}
