package io.taskbridge.container;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ${NAME:-default}} as Compose reads it, from system properties or the environment. */
final class Variables {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");

  private Variables() {}

  /** Null when it is not set or empty. */
  static String value(String name) {
    String value = System.getProperty(name, System.getenv(name));
    return value == null || value.isEmpty() ? null : value;
  }

  static String replaced(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> {
              String value = value(found.group(1));
              String otherwise = found.group(2) == null ? "" : found.group(2);
              return Matcher.quoteReplacement(value == null ? otherwise : value);
            });
  }

  /** Whether one of the variables that stand in the text is set. */
  static boolean chosen(String text) {
    return VARIABLE.matcher(text).results().anyMatch(found -> value(found.group(1)) != null);
  }
}
