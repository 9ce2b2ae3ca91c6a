package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A request as it was read: one task or session to submit.
 *
 * @param body what the API gets: the user's value without the bridge's own part
 * @param device that it asks for: what the API tells of a task as well
 * @param secrets strings of the body that must not appear anywhere else; masked in what is
 *     published
 */
public record TaskRequest(
    RequestId id,
    Origin origin,
    RequestOptions options,
    Json body,
    String device,
    List<String> secrets) {
  public TaskRequest {
    requireNonNull(id, "id");
    requireNonNull(origin, "origin");
    requireNonNull(options, "options");
    requireNonNull(body, "body");
    requireNonNull(device, "device");
    secrets = List.copyOf(secrets);
  }

  public int partition() {
    return origin.partition();
  }

  /** Secrets have no business in a log. */
  @Override
  public String toString() {
    return "TaskRequest[" + id + " from " + origin.partition() + "@" + origin.offset() + "]";
  }
}
