package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;

/** Reads query parameters; what is wrong goes into the list of a 422. */
final class Query {

  private static final List<String> TRUE = List.of("true", "1", "yes", "on", "t", "y");
  private static final List<String> FALSE = List.of("false", "0", "no", "off", "f", "n");

  private Query() {}

  static Long integer(
      Call call, String name, Long otherwise, long min, long max, ArrayNode errors) {
    String text = call.query().get(name);
    if (text == null) {
      return otherwise;
    }
    long value;
    try {
      value = Long.parseLong(text.trim());
    } catch (NumberFormatException notANumber) {
      error(
          errors,
          "int_parsing",
          "Input should be a valid integer, unable to parse string as an integer",
          text,
          name);
      return otherwise;
    }
    if (value < min) {
      error(
          errors,
          "greater_than_equal",
          "Input should be greater than or equal to " + min,
          text,
          name);
    } else if (value > max) {
      error(errors, "less_than_equal", "Input should be less than or equal to " + max, text, name);
    }
    return value;
  }

  static boolean flag(Call call, String name, ArrayNode errors) {
    String text = call.query().get(name);
    String lower = text == null ? "false" : text.toLowerCase(Locale.ROOT);
    if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
      error(
          errors,
          "bool_parsing",
          "Input should be a valid boolean, unable to interpret input",
          text,
          name);
    }
    return TRUE.contains(lower);
  }

  private static void error(
      ArrayNode errors, String type, String message, String input, String name) {
    errors.add(Details.invalidIn("query", type, message, Json.text(input), name));
  }
}
