package io.taskbridge.chaos;

/**
 * A request that was sent.
 *
 * @param partition it went to
 * @param resubmits whether it allows a second task when nobody can tell
 */
record SentRequest(String id, Kind kind, int partition, boolean resubmits) {

  /** What it asks for. */
  enum Kind {
    PLAIN("done"),
    FAILING("failed"),
    REFUSED("rejected"),
    TOOLS("done");

    private final String ending;

    Kind(String ending) {
      this.ending = ending;
    }

    /** The status of its result when all is well. */
    String ending() {
      return ending;
    }
  }
}
