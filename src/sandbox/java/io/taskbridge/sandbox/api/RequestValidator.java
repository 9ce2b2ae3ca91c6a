package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks a {@code POST /task} body against the documented fields; unknown ones are accepted. */
final class RequestValidator {

  private static final int MAX_METADATA_KEYS = 16;
  private static final int MAX_METADATA_CHARS = 2048;
  private static final Map<String, FieldCheck> FIELDS = new LinkedHashMap<>();

  static {
    FieldCheck text = FieldCheck.nullable(FieldCheck::text);
    FieldCheck dictionary = FieldCheck.nullable(FieldCheck::dictionary);
    FieldCheck texts = FieldCheck.nullable(FieldCheck.listOf(FieldCheck::text));
    FIELDS.put("task", text);
    FIELDS.put("response_model", dictionary);
    FIELDS.put("url", FieldCheck.nullable(FieldCheck::url));
    FIELDS.put("metadata", FieldCheck.nullable(RequestValidator::metadata));
    FIELDS.put("files", texts);
    FIELDS.put("agent", FieldCheck.literal(List.of("smooth", "smooth-lite")));
    FIELDS.put("max_steps", FieldCheck.integer(2, 128));
    FIELDS.put("device", FieldCheck.literal(List.of("desktop", "mobile", "desktop-lg")));
    FIELDS.put("allowed_urls", texts);
    FIELDS.put("enable_recording", FieldCheck::bool);
    FIELDS.put("profile_id", text);
    FIELDS.put("profile_read_only", FieldCheck::bool);
    FIELDS.put("stealth_mode", FieldCheck::bool);
    FIELDS.put("proxy_server", text);
    FIELDS.put("proxy_username", text);
    FIELDS.put("proxy_password", text);
    FIELDS.put("certificates", FieldCheck.nullable(FieldCheck.listOf(certificate())));
    FIELDS.put("use_adblock", FieldCheck.nullable(FieldCheck::bool));
    FIELDS.put("additional_tools", FieldCheck.nullable(RequestValidator::additionalTools));
    FIELDS.put("custom_tools", FieldCheck.nullable(FieldCheck.listOf(toolSignature())));
    FIELDS.put("experimental_features", dictionary);
    FIELDS.put("extensions", texts);
    FIELDS.put("show_cursor", FieldCheck::bool);
  }

  private RequestValidator() {}

  /** What is wrong, as the list of a 422; empty when nothing is. */
  static ArrayNode check(JsonNode body) {
    FieldCheck.Errors errors = new FieldCheck.Errors();
    if (!body.isObject()) {
      errors.add("model_attributes_type", "Input should be a valid dictionary", body, List.of());
      return errors.list();
    }
    FIELDS.forEach(
        (name, check) -> {
          JsonNode value = body.get(name);
          if (value != null) {
            check.check(value, List.of(name), errors);
          }
        });
    return errors.list();
  }

  private static void metadata(JsonNode value, List<Object> at, FieldCheck.Errors errors) {
    if (!value.isObject()) {
      FieldCheck.dictionary(value, at, errors);
      return;
    }
    if (value.size() > MAX_METADATA_KEYS) {
      errors.add(
          "too_long",
          "Dictionary should have at most 16 items after validation, not " + value.size(),
          value,
          at);
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode item = entry.getValue();
      List<Object> place = FieldCheck.below(at, entry.getKey());
      if (item.isContainerNode() || item.isNull()) {
        errors.add("string_type", "Input should be a valid string, number or boolean", item, place);
      } else if (item.isTextual() && item.textValue().length() > MAX_METADATA_CHARS) {
        errors.add("string_too_long", "String should have at most 2048 characters", item, place);
      }
    }
  }

  private static void additionalTools(JsonNode value, List<Object> at, FieldCheck.Errors errors) {
    FieldCheck.dictionary(value, at, errors);
    FieldCheck config = FieldCheck.nullable(FieldCheck::dictionary);
    value
        .properties()
        .forEach(e -> config.check(e.getValue(), FieldCheck.below(at, e.getKey()), errors));
  }

  private static FieldCheck toolSignature() {
    return FieldCheck.record(
        Map.of(
            "name", FieldCheck::text,
            "description", FieldCheck::text,
            "inputs", FieldCheck::dictionary,
            "output", FieldCheck::text),
        Map.of());
  }

  private static FieldCheck certificate() {
    return FieldCheck.record(
        Map.of("file", FieldCheck::text),
        Map.of("password", FieldCheck.nullable(FieldCheck::text)));
  }
}
