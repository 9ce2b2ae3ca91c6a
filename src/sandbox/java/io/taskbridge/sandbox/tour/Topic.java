package io.taskbridge.sandbox.tour;

import java.util.Arrays;
import java.util.List;

/** The bridge's topics by their default names. */
enum Topic {
  REQUESTS("task-requests"),
  COMMANDS("task-commands"),
  REPLIES("tool-replies"),
  STATUS("task-status"),
  RESULTS("task-results"),
  ACTION_RESULTS("action-results"),
  TOOL_REQUESTS("tool-requests"),
  DEAD_LETTERS("dead-letters");

  private final String wire;

  Topic(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }

  static Topic of(String name) {
    return Arrays.stream(values()).filter(t -> t.wire.equals(name)).findFirst().orElseThrow();
  }

  static List<Topic> outputs() {
    return List.of(STATUS, RESULTS, ACTION_RESULTS, TOOL_REQUESTS, DEAD_LETTERS);
  }
}
