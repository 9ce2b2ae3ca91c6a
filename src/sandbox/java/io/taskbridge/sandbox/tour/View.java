package io.taskbridge.sandbox.tour;

/** Shows the board while it fills. */
interface View {

  /** Told of every step, on the thread that saw it. */
  void step(Row row, Step step);

  /** Draws what is to be drawn by the clock. */
  void refresh(Board board, long startedMs);
}
