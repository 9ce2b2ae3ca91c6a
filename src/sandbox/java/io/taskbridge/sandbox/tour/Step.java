package io.taskbridge.sandbox.tour;

/**
 * Something seen of a request.
 *
 * @param name a status, {@code sent}, a tool, an action, or the code of a dead letter
 * @param atMs since the request was sent
 */
record Step(Kind kind, String name, long atMs) {

  /** What kind of thing it is, which decides its colour. */
  enum Kind {
    SENT,
    STATUS,
    TOOL,
    ACTION,
    RESULT,
    DEAD_LETTER
  }
}
