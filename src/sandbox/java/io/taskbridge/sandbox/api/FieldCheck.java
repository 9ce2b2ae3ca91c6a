package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks one field of a request and says what is wrong the way the API's framework does. */
@FunctionalInterface
interface FieldCheck {

  void check(JsonNode value, List<Object> at, Errors errors);

  /** The list of a 422 while it grows. */
  final class Errors {
    private final ArrayNode list = Json.array();

    void add(String type, String message, JsonNode input, List<Object> at) {
      list.add(Details.invalid(type, message, input, at.toArray()));
    }

    ArrayNode list() {
      return list;
    }
  }

  static FieldCheck nullable(FieldCheck check) {
    return (value, at, errors) -> {
      if (!value.isNull()) {
        check.check(value, at, errors);
      }
    };
  }

  static void text(JsonNode value, List<Object> at, Errors errors) {
    if (!value.isTextual()) {
      errors.add("string_type", "Input should be a valid string", value, at);
    }
  }

  static void bool(JsonNode value, List<Object> at, Errors errors) {
    if (!value.isBoolean()) {
      errors.add("bool_type", "Input should be a valid boolean", value, at);
    }
  }

  static void dictionary(JsonNode value, List<Object> at, Errors errors) {
    if (!value.isObject()) {
      errors.add("dict_type", "Input should be a valid dictionary", value, at);
    }
  }

  static void url(JsonNode value, List<Object> at, Errors errors) {
    if (!value.isTextual()) {
      errors.add("url_type", "URL input should be a string or URL", value, at);
    } else if (!isAbsolute(value.textValue())) {
      errors.add(
          "url_parsing", "Input should be a valid URL, relative URL without a base", value, at);
    }
  }

  private static boolean isAbsolute(String text) {
    try {
      return new URI(text.trim().replace(' ', '+')).isAbsolute();
    } catch (URISyntaxException notAUri) {
      // Browsers accept more than RFC 2396 does; a scheme and a host are enough.
      return text.matches("[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s].*");
    }
  }

  static FieldCheck integer(long min, long max) {
    return (value, at, errors) -> {
      if (!value.isNumber()) {
        errors.add("int_type", "Input should be a valid integer", value, at);
      } else if (!value.canConvertToExactIntegral()) {
        errors.add(
            "int_from_float",
            "Input should be a valid integer, got a number with a fractional part",
            value,
            at);
      } else if (value.longValue() < min) {
        errors.add(
            "greater_than_equal", "Input should be greater than or equal to " + min, value, at);
      } else if (value.longValue() > max) {
        errors.add("less_than_equal", "Input should be less than or equal to " + max, value, at);
      }
    };
  }

  static FieldCheck literal(List<String> allowed) {
    return (value, at, errors) -> {
      if (!value.isTextual() || !allowed.contains(value.textValue())) {
        String options = "'" + String.join("', '", allowed) + "'";
        int last = options.lastIndexOf(", ");
        errors.add(
            "literal_error",
            "Input should be " + options.substring(0, last) + " or " + options.substring(last + 2),
            value,
            at);
      }
    };
  }

  static FieldCheck listOf(FieldCheck item) {
    return (value, at, errors) -> {
      if (!value.isArray()) {
        errors.add("list_type", "Input should be a valid list", value, at);
        return;
      }
      for (int i = 0; i < value.size(); i++) {
        item.check(value.get(i), below(at, i), errors);
      }
    };
  }

  static FieldCheck record(Map<String, FieldCheck> required, Map<String, FieldCheck> optional) {
    return (value, at, errors) -> {
      if (!value.isObject()) {
        dictionary(value, at, errors);
        return;
      }
      new TreeMap<>(required)
          .forEach(
              (name, check) -> {
                if (value.has(name)) {
                  check.check(value.get(name), below(at, name), errors);
                } else {
                  errors.add("missing", "Field required", value, below(at, name));
                }
              });
      optional.forEach(
          (name, check) -> {
            if (value.has(name)) {
              check.check(value.get(name), below(at, name), errors);
            }
          });
    };
  }

  static List<Object> below(List<Object> at, Object part) {
    List<Object> longer = new ArrayList<>(at);
    longer.add(part);
    return longer;
  }
}
