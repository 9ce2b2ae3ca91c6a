package io.taskbridge.sandbox.tour;

import java.util.Locale;
import java.util.stream.Collectors;

/** How rows, tracks and bars are drawn. */
final class Look {

  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String YELLOW = "33";
  private static final String BLUE = "34";
  private static final String MAGENTA = "35";
  private static final String DIM = "2";
  private static final int BAR = 32;
  private static final int ID = 11;
  private static final int SHOWS = 32;

  private final Terminal terminal;

  Look(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One request in one line. */
  String row(Row row, long nowMs) {
    return " %s %s %s %s  %s"
        .formatted(
            mark(row),
            pad(row.sample().id(), ID),
            terminal.paint(DIM, pad(row.sample().shows(), SHOWS)),
            row.isSent() ? terminal.paint(DIM, seconds(row.elapsedMs(nowMs))) : "       ",
            track(row));
  }

  /** One step in one line, for output that is no terminal. */
  String step(Row row, Step step) {
    return "%s  %s %s %s"
        .formatted(
            seconds(step.atMs()),
            pad(row.sample().id(), ID),
            pad(row.sample().shows(), SHOWS),
            label(step));
  }

  String bar(int done, int all, long elapsedMs) {
    int filled = all == 0 ? 0 : BAR * done / all;
    boolean unicode = terminal.unicode();
    return " %s%s  %d of %d requests at their end  %s"
        .formatted(
            terminal.paint(GREEN, (unicode ? "█" : "#").repeat(filled)),
            terminal.paint(DIM, (unicode ? "░" : ".").repeat(BAR - filled)),
            done,
            all,
            seconds(elapsedMs).trim());
  }

  String good(String text) {
    return terminal.paint(GREEN, text);
  }

  String bad(String text) {
    return terminal.paint(RED, text);
  }

  String dim(String text) {
    return terminal.paint(DIM, text);
  }

  String strong(String text) {
    return terminal.paint("1", text);
  }

  static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  static String seconds(long ms) {
    return String.format(Locale.ROOT, "%6.1fs", ms / 1000.0);
  }

  private String mark(Row row) {
    boolean unicode = terminal.unicode();
    if (!row.isFinished()) {
      return row.isSent() ? terminal.paint(BLUE, unicode ? "●" : "*") : " ";
    }
    return row.surprises().isEmpty() ? good(unicode ? "✔" : "+") : bad(unicode ? "✘" : "x");
  }

  private String track(Row row) {
    String arrow = terminal.paint(DIM, terminal.unicode() ? " › " : " > ");
    return row.steps().stream()
        .filter(step -> !isRepeated(row, step))
        .map(this::label)
        .collect(Collectors.joining(arrow));
  }

  /** The result repeats the last status; once is enough in a track. */
  private static boolean isRepeated(Row row, Step step) {
    return step.kind() == Step.Kind.RESULT && row.names(Step.Kind.STATUS).contains(step.name());
  }

  private String label(Step step) {
    switch (step.kind()) {
      case TOOL:
        return terminal.paint(MAGENTA, "tool " + step.name());
      case DEAD_LETTER:
        return terminal.paint(YELLOW, "dead letter " + step.name());
      case SENT:
        return terminal.paint(DIM, step.name());
      default:
        return ofStatus(step);
    }
  }

  private String ofStatus(Step step) {
    String text = step.kind() == Step.Kind.RESULT ? "result " + step.name() : step.name();
    switch (step.name()) {
      case "done":
        return terminal.paint(GREEN, text);
      case "waiting":
        return terminal.paint(YELLOW, text);
      case "running":
        return terminal.paint(BLUE, text);
      default:
        return terminal.paint(RED, text);
    }
  }
}
