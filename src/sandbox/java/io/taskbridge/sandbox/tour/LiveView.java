package io.taskbridge.sandbox.tour;

import java.util.List;
import java.util.stream.Stream;

/**
 * One line for each request, redrawn in place, and a progress bar below.
 *
 * <p>When the window is too low for all of them, the ones under way come first.
 */
final class LiveView implements View {

  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_TO_END = "\u001b[K";
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  /** The bar, the empty line above it, and the one the cursor is in. */
  private static final int RESERVED = 3;

  private final Terminal terminal;
  private final Look look;
  private int drawn;

  LiveView(Terminal terminal) {
    this.terminal = terminal;
    this.look = new Look(terminal);
  }

  @Override
  public void step(Row row, Step step) {
    // The next refresh shows it.
  }

  @Override
  public synchronized void refresh(Board board, long startedMs) {
    long now = board.now();
    List<Row> rows = board.rows();
    // A key that somebody pressed may have moved the cursor to the right.
    StringBuilder frame = new StringBuilder("\r");
    if (drawn > 0) {
      frame.append(UP.formatted(drawn));
    }
    frame.append(NO_WRAP);
    List<Row> visible = visible(rows);
    visible.forEach(row -> line(frame, look.row(row, now)));
    line(frame, "");
    int done = (int) rows.stream().filter(Row::isFinished).count();
    line(frame, look.bar(done, rows.size(), now - startedMs));
    frame.append(WRAP);
    terminal.out().print(frame);
    terminal.out().flush();
    drawn = visible.size() + RESERVED - 1;
  }

  private List<Row> visible(List<Row> rows) {
    int room = Math.max(1, terminal.height() - RESERVED);
    if (rows.size() <= room) {
      return rows;
    }
    return Stream.concat(
            rows.stream().filter(row -> row.isSent() && !row.isFinished()),
            rows.stream().filter(row -> !row.isSent() || row.isFinished()))
        .limit(room)
        .toList();
  }

  private static void line(StringBuilder frame, String text) {
    frame.append(text).append(CLEAR_TO_END).append('\n');
  }
}
