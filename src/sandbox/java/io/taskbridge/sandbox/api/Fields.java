package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads an object key by key, and at the end knows which keys nobody asked for.
 *
 * <p>Numbers, booleans and structures may also stand as text, because a task's metadata holds
 * nothing else.
 */
final class Fields {

  static final long FOREVER = -1;
  private static final long MAX_MILLIS = 86_400_000;

  private final String what;
  private final ObjectNode node;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param what names the object in messages, such as {@code sandbox script}
   */
  Fields(String what, JsonNode node) {
    if (!node.isObject()) {
      throw new ScriptException(what + ": must be a JSON object, not " + node);
    }
    this.what = what;
    this.node = (ObjectNode) node;
  }

  /** The value as JSON; text that is JSON counts as that JSON. Null when absent or JSON null. */
  JsonNode json(String key) {
    JsonNode value = raw(key);
    return value != null && value.isTextual() ? Json.lenient(value.textValue()) : value;
  }

  String text(String key, String otherwise) {
    JsonNode value = raw(key);
    return value == null ? otherwise : value.asText(value.toString());
  }

  long millis(String key, long otherwise) {
    return whole(key, otherwise, FOREVER, MAX_MILLIS, "of milliseconds, or -1 for ever");
  }

  int integer(String key, int otherwise, int min, int max) {
    return (int) whole(key, otherwise, min, max, "from " + min + " to " + max);
  }

  Integer integerOrNull(String key, int min, int max) {
    return raw(key) == null ? null : integer(key, 0, min, max);
  }

  double fraction(String key, double otherwise) {
    return decimal(key, otherwise, 1);
  }

  double decimal(String key, double otherwise, double max) {
    JsonNode value = json(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > max) {
      throw wrong(key, "a number from 0 to " + max, value);
    }
    return value.doubleValue();
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = json(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(key, "true or false", value);
    }
    return value.booleanValue();
  }

  String oneOf(String key, String otherwise, List<String> allowed) {
    String value = text(key, otherwise);
    if (value != null && !allowed.contains(value)) {
      throw wrong(key, "one of " + String.join(", ", allowed), Json.text(value));
    }
    return value;
  }

  ObjectNode object(String key) {
    JsonNode value = json(key);
    if (value != null && !value.isObject()) {
      throw wrong(key, "a JSON object", value);
    }
    return value == null ? Json.object() : (ObjectNode) value;
  }

  /** The value as a list; a single value counts as a list of one, absence as an empty one. */
  ArrayNode list(String key) {
    JsonNode value = json(key);
    if (value == null) {
      return Json.array();
    }
    return value.isArray() ? (ArrayNode) value : Json.array().add(value);
  }

  ScriptException wrong(String key, String expected, JsonNode value) {
    return new ScriptException("%s: '%s' must be %s, not %s".formatted(what, key, expected, value));
  }

  /** Call last: a key that nobody read is most likely a misspelt one. */
  void rejectUnknown() {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new ScriptException(
            "%s: there is no key '%s'; the keys are %s"
                .formatted(what, name, String.join(", ", known)));
      }
    }
  }

  private long whole(String key, long otherwise, long min, long max, String unit) {
    JsonNode value = json(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.canConvertToExactIntegral() || value.longValue() < min || value.longValue() > max) {
      throw wrong(key, "a whole number " + unit, value);
    }
    return value.longValue();
  }

  private JsonNode raw(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }
}
