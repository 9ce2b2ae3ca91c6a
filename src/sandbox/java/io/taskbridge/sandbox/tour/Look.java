package io.taskbridge.sandbox.tour;

import java.util.List;
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
  private static final int SHOWS_NARROW = 23;

  /** Mark, spaces and seconds of a row. */
  private static final int FRAME = 14;

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
            terminal.paint(DIM, cut(row.sample().shows(), shows())),
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

  /** Exactly so wide. */
  private static String cut(String text, int width) {
    return text.length() <= width ? pad(text, width) : text.substring(0, width - 1) + ".";
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

  /** As much of its way as there is room for; the newest is what counts. */
  private String track(Row row) {
    String arrow = terminal.unicode() ? " › " : " > ";
    List<Step> steps = row.steps().stream().filter(step -> !isRepeated(row, step)).toList();
    int room = terminal.width() - FRAME - ID - shows();
    int from = steps.size();
    int used = 0;
    while (from > 0 && used + arrow.length() + text(steps.get(from - 1)).length() <= room) {
      from--;
      used += arrow.length() + text(steps.get(from)).length();
    }
    return steps.subList(terminal.wide() ? 0 : from, steps.size()).stream()
        .map(this::label)
        .collect(Collectors.joining(terminal.paint(DIM, arrow)));
  }

  private int shows() {
    return terminal.wide() ? SHOWS : SHOWS_NARROW;
  }

  /** The result repeats the last status; once is enough in a track. */
  private static boolean isRepeated(Row row, Step step) {
    return step.kind() == Step.Kind.RESULT && row.names(Step.Kind.STATUS).contains(step.name());
  }

  private String label(Step step) {
    switch (step.kind()) {
      case TOOL:
      case ACTION:
        return terminal.paint(MAGENTA, text(step));
      case DEAD_LETTER:
        return terminal.paint(YELLOW, text(step));
      case SENT:
        return terminal.paint(DIM, text(step));
      default:
        return terminal.paint(colour(step.name()), text(step));
    }
  }

  private String text(Step step) {
    switch (step.kind()) {
      case TOOL:
        return "tool " + step.name();
      case DEAD_LETTER:
        return terminal.wide() ? "dead letter " + step.name() : step.name();
      case RESULT:
        return terminal.wide() ? "result " + step.name() : step.name();
      default:
        return step.name();
    }
  }

  private static String colour(String status) {
    switch (status) {
      case "done":
        return GREEN;
      case "waiting":
        return YELLOW;
      case "running":
        return BLUE;
      default:
        return RED;
    }
  }
}
