package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How a request ended. Every field but {@code status} and {@code finishedAt} may be null.
 *
 * @param status {@code done}, {@code failed}, {@code cancelled} as the API says, or the bridge's
 *     own {@code rejected}, {@code expired}, {@code ambiguous}, {@code lost}
 * @param unknown a JSON object of what the API told beside the fields known here
 */
public record TaskResult(
    String status,
    Json output,
    TaskError error,
    Long creditsUsed,
    String device,
    Artifacts artifacts,
    Instant submittedAt,
    Instant finishedAt,
    Json unknown) {
  public static final String REJECTED = "rejected";
  public static final String EXPIRED = "expired";
  public static final String AMBIGUOUS = "ambiguous";
  public static final String LOST = "lost";

  public TaskResult {
    requireNonNull(status, "status");
    requireNonNull(artifacts, "artifacts");
    requireNonNull(finishedAt, "finishedAt");
  }

  /** The end of a request that the API never ran, or does not know any more. */
  public static TaskResult without(
      String status, TaskError error, Artifacts artifacts, Instant submittedAt, Instant at) {
    return new TaskResult(status, null, error, null, null, artifacts, submittedAt, at, null);
  }

  static TaskResult of(
      String status, TaskSnapshot end, TaskError error, FollowedTask task, Instant at) {
    return new TaskResult(
        status,
        end.output(),
        error,
        end.creditsUsed(),
        end.device(),
        task.artifacts(),
        task.submittedAt(),
        at,
        end.unknown());
  }
}
