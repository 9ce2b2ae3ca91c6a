package io.taskbridge.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of what 'check' found.
 *
 * @param what was looked at
 * @param detail what was seen, or a sentence that says what to do
 */
record Finding(String what, Grade grade, String detail) {

  /** How it is. */
  enum Grade {
    OK("green"),
    NOTE("yellow"),
    WRONG("bold,red");

    private final String style;

    Grade(String style) {
      this.style = style;
    }
  }

  static Finding ok(String what, String detail) {
    return new Finding(what, Grade.OK, detail);
  }

  static Finding note(String what, String detail) {
    return new Finding(what, Grade.NOTE, detail);
  }

  static Finding wrong(String what, String detail) {
    return new Finding(what, Grade.WRONG, detail);
  }

  boolean isWrong() {
    return grade == Grade.WRONG;
  }

  /** As a table. */
  static List<String> table(List<Finding> findings, Screen screen) {
    int width = findings.stream().mapToInt(finding -> finding.what.length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Finding each : findings) {
      String grade = "%-5s".formatted(each.grade.name().toLowerCase(java.util.Locale.ROOT));
      lines.add(
          " %s  %s  %s"
              .formatted(
                  screen.painted(each.grade.style, grade),
                  each.what + " ".repeat(width - each.what.length()),
                  each.detail));
    }
    return lines;
  }
}
