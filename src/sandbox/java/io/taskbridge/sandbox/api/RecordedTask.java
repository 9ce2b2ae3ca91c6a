package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the simulated API knows of one task: what it was asked and what became of it. Times are Unix
 * milliseconds.
 *
 * @param sequence the place in the order of submissions, from 1
 * @param request the body as it was received, nothing masked
 * @param receivedNs the time of receipt on the API's monotonic clock, nanoseconds
 * @param statuses every status with its time, the first one included
 * @param events what the API published, in order
 * @param replies every event posted to the task, refused ones included
 * @param cancels the times at which it was asked to cancel, refused ones included
 * @param submitAnswer how the submission was answered: a status, or the name of a fault
 */
public record RecordedTask(
    long sequence,
    String id,
    JsonNode request,
    long receivedMs,
    long receivedNs,
    String status,
    JsonNode output,
    List<StatusChange> statuses,
    List<Event> events,
    List<Reply> replies,
    List<Cancel> cancels,
    String submitAnswer) {

  /** A status and when it began. */
  public record StatusChange(String status, long atMs) {}

  /** An event of the API. */
  public record Event(String name, String id, JsonNode payload, long timestamp) {}

  /**
   * An event that a client posted.
   *
   * @param code the code in a tool reply's payload; null for an action
   * @param output the output in a tool reply's payload; null for an action
   * @param answered the HTTP status it was answered with
   * @param accepted whether it was taken
   */
  public record Reply(
      String name,
      String id,
      Integer code,
      JsonNode output,
      JsonNode payload,
      long atMs,
      int answered,
      boolean accepted) {}

  /** A cancel and whether it did anything. */
  public record Cancel(long atMs, boolean accepted) {}
}
