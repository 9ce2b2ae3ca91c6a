package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A task as one answer of the API told it. Every field but the first two may be null: not told.
 *
 * @param id the task
 * @param status where it is
 * @param output any JSON, once it ended
 * @param creditsUsed 1 credit is 0.01 dollars
 * @param device {@code desktop}, {@code mobile}, ...
 * @param liveUrl where to watch it
 * @param recordingUrl the video; an empty string means that there is none and none will come
 * @param downloadsUrl the files; an empty string means that there are none and none will come
 * @param createdAt the API's creation time, in the API's own unit
 * @param events what happened since the timestamp that was asked for; never null
 * @param unknown a JSON object of the fields that this version of the bridge does not know
 * @param outputLeftOut why there is an output that is not told here, a sentence; null otherwise
 */
public record TaskSnapshot(
    TaskId id,
    TaskStatus status,
    Json output,
    Long creditsUsed,
    String device,
    String liveUrl,
    String recordingUrl,
    String downloadsUrl,
    Long createdAt,
    List<ApiEvent> events,
    Json unknown,
    String outputLeftOut) {
  public TaskSnapshot {
    requireNonNull(id, "id");
    requireNonNull(status, "status");
    events = List.copyOf(events);
  }

  /** One that tells its output, if there is any. */
  public TaskSnapshot(
      TaskId id,
      TaskStatus status,
      Json output,
      Long creditsUsed,
      String device,
      String liveUrl,
      String recordingUrl,
      String downloadsUrl,
      Long createdAt,
      List<ApiEvent> events,
      Json unknown) {
    this(
        id,
        status,
        output,
        creditsUsed,
        device,
        liveUrl,
        recordingUrl,
        downloadsUrl,
        createdAt,
        events,
        unknown,
        null);
  }

  /** The same without its output, which cannot be told. */
  public TaskSnapshot withoutOutput(String why) {
    return new TaskSnapshot(
        id,
        status,
        null,
        creditsUsed,
        device,
        liveUrl,
        recordingUrl,
        downloadsUrl,
        createdAt,
        events,
        unknown,
        why);
  }

  /**
   * The same without a status that is older than what is known: one of an answer that was on its
   * way while another told more. An end is always news.
   */
  public TaskSnapshot notBefore(FollowedTask known) {
    return status.terminal()
        ? this
        : new TaskSnapshot(
            id,
            known.status(),
            output,
            creditsUsed,
            device,
            liveUrl,
            recordingUrl,
            downloadsUrl,
            createdAt,
            events,
            unknown,
            outputLeftOut);
  }
}
