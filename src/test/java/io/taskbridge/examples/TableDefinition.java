package io.taskbridge.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns of one {@code CREATE TABLE} or {@code CREATE STREAM}. */
record TableDefinition(List<Column> columns) {
  private static final Pattern CREATE =
      Pattern.compile(
          "CREATE (?:TABLE|STREAM) \\w+ \\((?<columns>.*?)\\)\\s*WITH \\((?<with>.*?)\\)",
          Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("`?(?<name>\\w+)`? (?<type>.*?)(?<notNull> NOT NULL)?(?<key> KEY)?");

  /** One column; a key is of the record and not of its value. */
  record Column(String name, String type, boolean notNull, boolean key) {}

  /** The one that reads a topic. */
  static TableDefinition of(String script, String topic) {
    Matcher found = CREATE.matcher(script.replaceAll("(?m)^--.*$", ""));
    while (found.find()) {
      if (found.group("with").contains("'" + topic + "'")) {
        return new TableDefinition(columns(found.group("columns")));
      }
    }
    throw new AssertionError("no table over " + topic);
  }

  /** Columns, or the fields of a structure, by commas. */
  static List<Column> columns(String text) {
    List<Column> columns = new ArrayList<>();
    for (String each : split(text)) {
      Matcher column = COLUMN.matcher(each.strip());
      if (!column.matches()) {
        throw new AssertionError("no column: " + each);
      }
      if (!each.strip().startsWith("WATERMARK")) {
        columns.add(
            new Column(
                column.group("name"),
                column.group("type"),
                column.group("notNull") != null,
                column.group("key") != null));
      }
    }
    return columns;
  }

  /** At commas that are not within brackets. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }
}
