package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * Makes an instance that satisfies a JSON Schema: type, properties, items, enum, const, default,
 * examples, references into the same document, anyOf/oneOf (the first), allOf (merged), bounds and
 * common formats. {@code pattern} is not looked at.
 */
final class SchemaSample {

  /** Optional properties stop here, so that a schema that contains itself ends. */
  private static final int OPTIONAL_DEPTH = 4;

  private static final int DEPTH = 32;
  private static final Map<String, String> FORMATS =
      Map.of(
          "date", "2026-01-31",
          "time", "12:00:00Z",
          "date-time", "2026-01-31T12:00:00Z",
          "email", "someone@example.com",
          "uri", "https://example.com/",
          "url", "https://example.com/",
          "hostname", "example.com",
          "ipv4", "192.0.2.1",
          "uuid", "00000000-0000-4000-8000-000000000000");

  private final JsonNode root;

  private SchemaSample(JsonNode root) {
    this.root = root;
  }

  static JsonNode of(JsonNode schema) {
    return new SchemaSample(schema).sample(schema, "value", 0);
  }

  private JsonNode sample(JsonNode schema, String name, int depth) {
    if (!schema.isObject() || depth > DEPTH) {
      return depth > DEPTH ? JsonNodeFactory.instance.nullNode() : Json.text("sample " + name);
    }
    for (String given : new String[] {"const", "default"}) {
      if (schema.has(given)) {
        return schema.get(given);
      }
    }
    for (String choice : new String[] {"enum", "examples", "anyOf", "oneOf"}) {
      JsonNode first = schema.path(choice).path(0);
      if (!first.isMissingNode()) {
        boolean isSchema = choice.endsWith("Of");
        return isSchema ? sample(first, name, depth + 1) : first;
      }
    }
    if (schema.has("$ref")) {
      String ref = schema.get("$ref").asText();
      return sample(ref.startsWith("#") ? root.at(ref.substring(1)) : schema, name, depth + 1);
    }
    if (schema.path("allOf").isArray()) {
      return sample(merged(schema), name, depth + 1);
    }
    return ofType(schema, name, depth);
  }

  private JsonNode merged(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.remove("allOf");
    for (JsonNode part : schema.get("allOf")) {
      JsonNode resolved = part.has("$ref") ? root.at(part.get("$ref").asText().substring(1)) : part;
      for (Map.Entry<String, JsonNode> entry : resolved.properties()) {
        JsonNode before = whole.get(entry.getKey());
        if (before instanceof ObjectNode && entry.getValue().isObject()) {
          ((ObjectNode) before).setAll((ObjectNode) entry.getValue().deepCopy());
        } else if (before instanceof ArrayNode && entry.getValue().isArray()) {
          ((ArrayNode) before).addAll((ArrayNode) entry.getValue());
        } else {
          whole.set(entry.getKey(), entry.getValue().deepCopy());
        }
      }
    }
    return whole;
  }

  private JsonNode ofType(JsonNode schema, String name, int depth) {
    JsonNode type = schema.path("type");
    String first = type.isArray() ? type.path(0).asText() : type.asText(guess(schema));
    switch (first) {
      case "object":
        return object(schema, depth);
      case "array":
        return array(schema, name, depth);
      case "integer":
        return JsonNodeFactory.instance.numberNode(number(schema, 1).longValue());
      case "number":
        return JsonNodeFactory.instance.numberNode(number(schema, 0.5));
      case "boolean":
        return JsonNodeFactory.instance.booleanNode(true);
      case "null":
        return JsonNodeFactory.instance.nullNode();
      default:
        return Json.text(text(schema, name));
    }
  }

  private static String guess(JsonNode schema) {
    return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
  }

  private JsonNode object(JsonNode schema, int depth) {
    ObjectNode node = Json.object();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (depth < OPTIONAL_DEPTH || isRequired(schema, property.getKey())) {
        node.set(property.getKey(), sample(property.getValue(), property.getKey(), depth + 1));
      }
    }
    for (JsonNode required : schema.path("required")) {
      if (!node.has(required.asText())) {
        node.put(required.asText(), "sample " + required.asText());
      }
    }
    return node;
  }

  private static boolean isRequired(JsonNode schema, String name) {
    for (JsonNode required : schema.path("required")) {
      if (required.asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode array(JsonNode schema, String name, int depth) {
    int usual = depth < OPTIONAL_DEPTH ? 2 : 0;
    int least = schema.path("minItems").asInt(0);
    int most = schema.path("maxItems").asInt(Integer.MAX_VALUE);
    ArrayNode node = Json.array();
    for (int i = 0; i < Math.min(Math.max(usual, least), most); i++) {
      node.add(sample(schema.path("items"), name + " " + (i + 1), depth + 1));
    }
    return node;
  }

  private static BigDecimal number(JsonNode schema, double step) {
    BigDecimal by = BigDecimal.valueOf(step);
    if (schema.has("minimum")) {
      return whole(schema.get("minimum").decimalValue(), step, RoundingMode.CEILING);
    }
    if (schema.path("exclusiveMinimum").isNumber()) {
      return whole(schema.get("exclusiveMinimum").decimalValue(), step, RoundingMode.FLOOR).add(by);
    }
    if (schema.has("maximum")) {
      return whole(schema.get("maximum").decimalValue(), step, RoundingMode.FLOOR);
    }
    if (schema.path("exclusiveMaximum").isNumber()) {
      return whole(schema.get("exclusiveMaximum").decimalValue(), step, RoundingMode.CEILING)
          .subtract(by);
    }
    return step == 1 ? BigDecimal.valueOf(42) : BigDecimal.valueOf(4.2);
  }

  private static BigDecimal whole(BigDecimal bound, double step, RoundingMode rounding) {
    return step == 1 ? bound.setScale(0, rounding) : bound;
  }

  private static String text(JsonNode schema, String name) {
    String text = FORMATS.getOrDefault(schema.path("format").asText(), "sample " + name);
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    int least = schema.path("minLength").asInt(0);
    StringBuilder padded = new StringBuilder(text);
    while (padded.length() < least) {
      padded.append('.');
    }
    return padded.length() > most ? padded.substring(0, most) : padded.toString();
  }
}
