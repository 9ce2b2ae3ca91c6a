package io.taskbridge.sandbox.api;

import java.util.Locale;

/** What a call asks of the task API; the unit in which faults are set and calls are counted. */
enum Operation {
  SUBMIT,
  LIST,
  GET,
  CANCEL,
  EVENT,
  PROFILE,
  FILE,
  EXTENSION,
  UNKNOWN;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Which operation a method and a path below {@code /api/v1} mean. */
  static Operation of(String method, String[] path) {
    switch (path[0]) {
      case "task":
        return ofTask(method, path);
      case "profile":
        return PROFILE;
      case "file":
        return FILE;
      case "extension", "browser":
        return EXTENSION;
      default:
        return UNKNOWN;
    }
  }

  private static Operation ofTask(String method, String[] path) {
    String shape = method + " " + path.length;
    return switch (shape) {
      case "POST 1" -> SUBMIT;
      case "GET 1" -> LIST;
      case "GET 2" -> GET;
      case "DELETE 2" -> CANCEL;
      case "POST 3" -> path[2].equals("event") ? EVENT : UNKNOWN;
      default -> UNKNOWN;
    };
  }
}
