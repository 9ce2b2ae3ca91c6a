package io.taskbridge.chaos;

import java.util.List;

/** The bridge's topics by their default names. */
final class ChaosTopics {
  static final String REQUESTS = "task-requests";
  static final String COMMANDS = "task-commands";
  static final String REPLIES = "tool-replies";
  static final String STATUS = "task-status";
  static final String RESULTS = "task-results";
  static final String ACTION_RESULTS = "action-results";
  static final String TOOL_REQUESTS = "tool-requests";
  static final String DEAD_LETTERS = "dead-letters";
  static final String LEDGER = "bridge-ledger";

  static final List<String> OUTPUTS =
      List.of(STATUS, RESULTS, ACTION_RESULTS, TOOL_REQUESTS, DEAD_LETTERS);

  private ChaosTopics() {}
}
