package io.taskbridge.cli;

/** What becomes of a dead letter. */
enum Verdict {
  REPLAY("sent again"),
  NOT_CHOSEN("not chosen"),
  ALREADY_REPLAYED("already sent again by an earlier run"),
  GUARDED("stopped by the loop guard (--max-replays)"),
  NO_ORIGIN("without headers that say where they came from"),
  NO_TOPIC("whose topic is not there any more"),
  VALUE_OMITTED("whose value was too large to be kept"),
  NO_NEW_ID("whose id is too long for a new one");

  private final String phrase;

  Verdict(String phrase) {
    this.phrase = phrase;
  }

  /** For the summary: a number stands before it. */
  String phrase() {
    return phrase;
  }
}
