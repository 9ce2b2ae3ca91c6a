package io.taskbridge.task;

import java.util.Arrays;
import java.util.Optional;

/** What a session can be told to do. */
public enum ActionKind {
  GOTO("goto", ActionKind.BROWSER, "url", false, true),
  EXTRACT("extract", ActionKind.BROWSER, "schema", true, true),
  EVALUATE_JS("evaluate_js", ActionKind.BROWSER, "js", false, false),
  RUN_TASK("run_task", ActionKind.SESSION, "task", false, false),
  CLOSE("close", ActionKind.SESSION, null, false, false);

  private static final String BROWSER = "browser_action";
  private static final String SESSION = "session_action";

  private final String word;
  private final String event;
  private final String requiredInput;
  private final boolean requiresObject;
  private final boolean repeatable;

  ActionKind(
      String word, String event, String requiredInput, boolean requiresObject, boolean repeatable) {
    this.word = word;
    this.event = event;
    this.requiredInput = requiredInput;
    this.requiresObject = requiresObject;
    this.repeatable = repeatable;
  }

  public static Optional<ActionKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** The name of the action. */
  public String word() {
    return word;
  }

  /** The name of the API's event that carries it. */
  public String event() {
    return event;
  }

  /** The field that its input cannot do without; null when it needs no input. */
  public String requiredInput() {
    return requiredInput;
  }

  /** Whether that field is an object; else it is a text. */
  public boolean requiresObject() {
    return requiresObject;
  }

  /** Whether doing it twice does no harm: it only looks, or goes where the browser is already. */
  public boolean repeatable() {
    return repeatable;
  }
}
