package io.taskbridge.sandbox.tour;

import java.util.ArrayList;
import java.util.List;

/** The table at the end. */
final class Summary {

  private static final List<String> HEAD =
      List.of("request", "shows", "statuses seen", "ended as", "took", "ok?");

  /** Of a terminal that is too narrow for all: what was seen on the way is left out. */
  private static final List<String> NARROW_HEAD =
      List.of("request", "shows", "ended as", "took", "ok?");

  private final Look look;
  private final boolean wide;

  Summary(Look look, boolean wide) {
    this.look = look;
    this.wide = wide;
  }

  List<String> lines(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(wide ? HEAD : NARROW_HEAD);
    rows.forEach(row -> cells.add(cells(row)));
    int[] widths = new int[cells.get(0).size()];
    cells.forEach(
        line -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], line.get(i).length());
          }
        });
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String text = line(cells.get(i), widths);
      lines.add(
          i == 0 ? look.strong(text) : verdict(rows.get(i - 1)).isEmpty() ? text : look.bad(text));
    }
    return lines;
  }

  /** Why a row is not as it should be; empty when it is. */
  static String verdict(Row row) {
    return row.isFinished() ? String.join("; ", row.surprises()) : "missing within the time";
  }

  private List<String> cells(Row row) {
    List<String> ends = new ArrayList<>(row.names(Step.Kind.RESULT));
    row.names(Step.Kind.DEAD_LETTER).forEach(code -> ends.add(wide ? "dead letter " + code : code));
    List<String> seen = new ArrayList<>(row.names(Step.Kind.STATUS));
    if (row.count(Step.Kind.TOOL) > 0) {
      seen.add(row.count(Step.Kind.TOOL) + " x tool");
    }
    if (row.count(Step.Kind.ACTION) > 0) {
      seen.add(row.count(Step.Kind.ACTION) + " x action");
    }
    String verdict = verdict(row);
    List<String> cells = new ArrayList<>();
    cells.add(row.sample().id());
    cells.add(row.sample().shows());
    if (wide) {
      cells.add(seen.isEmpty() ? "-" : String.join(", ", seen));
    }
    cells.add(ends.isEmpty() ? "-" : String.join(", ", ends));
    cells.add(row.isFinished() ? Look.seconds(row.elapsedMs(0)).trim() : "-");
    cells.add(verdict.isEmpty() ? "yes" : "NO: " + verdict);
    return cells;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < widths.length; i++) {
      line.append(Look.pad(cells.get(i), widths[i])).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
