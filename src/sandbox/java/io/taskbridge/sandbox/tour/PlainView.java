package io.taskbridge.sandbox.tour;

import java.util.concurrent.atomic.AtomicInteger;

/** One line for each step: for pipes, files and continuous integration. */
final class PlainView implements View {

  private final Terminal terminal;
  private final Look look;
  private final AtomicInteger shown = new AtomicInteger(-1);

  PlainView(Terminal terminal) {
    this.terminal = terminal;
    this.look = new Look(terminal);
  }

  @Override
  public void step(Row row, Step step) {
    terminal.out().println(look.step(row, step));
  }

  @Override
  public void refresh(Board board, long startedMs) {
    int done = (int) board.rows().stream().filter(Row::isFinished).count();
    // Every fifth is enough of a progress bar here.
    if (done / 5 != shown.getAndSet(done / 5)) {
      terminal.out().println(look.bar(done, board.rows().size(), board.now() - startedMs));
    }
  }
}
