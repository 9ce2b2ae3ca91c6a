package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** {@code /profile}. */
final class Profiles {

  private static final FieldCheck SHAPE =
      FieldCheck.record(Map.of(), Map.of("id", FieldCheck.nullable(FieldCheck::text)));

  private final Set<String> ids = new LinkedHashSet<>();

  boolean contains(String id) {
    return ids.contains(id);
  }

  void clear() {
    ids.clear();
  }

  Answer handle(Call call) {
    switch (call.method() + " " + call.path().length) {
      case "POST 1":
        return create(call);
      case "GET 1":
        ArrayNode list = Json.array();
        ids.forEach(id -> list.addObject().put("id", id));
        return Answer.ok(list);
      case "DELETE 2":
        return ids.remove(call.path()[1])
            ? Answer.ok(Json.MAPPER.getNodeFactory().booleanNode(true))
            : Answer.error(404, "Profile not found.");
      default:
        return Answer.error(405, "Method Not Allowed");
    }
  }

  private Answer create(Call call) {
    JsonNode body;
    try {
      body = call.body().length == 0 ? Json.object() : Json.MAPPER.readTree(call.body());
    } catch (IOException notJson) {
      body = Json.orNull(null);
    }
    FieldCheck.Errors errors = new FieldCheck.Errors();
    SHAPE.check(body, List.of(), errors);
    if (!errors.list().isEmpty()) {
      return Answer.invalid(errors.list());
    }
    JsonNode wanted = body.path("id");
    String id = wanted.isTextual() ? wanted.textValue() : UUID.randomUUID().toString();
    return ids.add(id)
        ? Answer.ok(Json.object().put("id", id))
        : Answer.error(409, "Profile with ID " + id + " already exists.");
  }
}
