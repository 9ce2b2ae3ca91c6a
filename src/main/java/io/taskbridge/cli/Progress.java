package io.taskbridge.cli;

import java.io.PrintWriter;

/**
 * How far something is: a bar that is drawn anew on a terminal, a line for each tenth elsewhere.
 */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 32;
  private static final long FRAME_NANOS = 100_000_000L;

  private final Screen screen;
  private final long all;
  private final String unit;
  private long nextFrame = System.nanoTime();
  private int lastTenth;
  private boolean drawn;

  /**
   * @param all what makes it complete
   * @param unit what is counted beside it
   */
  Progress(Screen screen, long all, String unit) {
    this.screen = screen;
    this.all = all;
    this.unit = unit;
  }

  /**
   * @param done of all
   * @param count of the unit
   */
  void show(long done, long count) {
    PrintWriter err = screen.err();
    if (screen.interactive()) {
      long now = System.nanoTime();
      if (now - nextFrame >= 0 || done >= all) {
        nextFrame = now + FRAME_NANOS;
        drawn = true;
        err.print("\r" + bar(done, count));
        err.flush();
      }
    } else if (tenth(done) > lastTenth) {
      lastTenth = tenth(done);
      err.println(lastTenth * 10 + " %  " + count + " " + unit);
    }
  }

  private String bar(long done, long count) {
    int filled = all == 0 ? WIDTH : (int) (WIDTH * Math.min(done, all) / all);
    return " "
        + screen.painted("green", "#".repeat(filled))
        + ".".repeat(WIDTH - filled)
        + " %3d %%  %d %s ".formatted(all == 0 ? 100 : 100 * done / all, count, unit);
  }

  private int tenth(long done) {
    return all == 0 ? 0 : (int) (10 * Math.min(done, all) / all);
  }

  @Override
  public void close() {
    if (drawn) {
      screen.err().println();
    }
  }
}
