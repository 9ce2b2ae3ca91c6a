package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

/**
 * The API's word for where a task is.
 *
 * <p>Not an enum, because a status that the API invents tomorrow must still be told downstream.
 *
 * @param name the API's own word, e.g. {@code waiting}
 * @param terminal true when the task has ended and will not change its status again
 */
public record TaskStatus(String name, boolean terminal) {
  public static final TaskStatus WAITING = new TaskStatus("waiting", false);
  public static final TaskStatus RUNNING = new TaskStatus("running", false);
  public static final TaskStatus DONE = new TaskStatus("done", true);
  public static final TaskStatus FAILED = new TaskStatus("failed", true);
  public static final TaskStatus CANCELLED = new TaskStatus("cancelled", true);

  public TaskStatus {
    requireNonNull(name, "name");
  }

  /** The status of that name; one that is not documented counts as not terminal. */
  public static TaskStatus of(String name) {
    return switch (name) {
      case "waiting" -> WAITING;
      case "running" -> RUNNING;
      case "done" -> DONE;
      case "failed" -> FAILED;
      case "cancelled" -> CANCELLED;
      default -> new TaskStatus(name, false);
    };
  }
}
