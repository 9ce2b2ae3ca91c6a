package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How the bridge is to treat one request.
 *
 * @param onAmbiguousSubmit what an unclear submission leads to
 * @param toolTimeout how long a tool call waits for its reply
 * @param artifactsTimeout how long to look for recording and downloads after the end
 * @param expectsRecording false when the request switched the recording off
 * @param followsEvents true when the task can call tools or is a session, so that its events matter
 * @param session true when it is a session, which takes actions
 * @param deadline past it the task is cancelled; null for none
 * @param responseModel JSON Schema that the output is to fit; null for none, or one too large to
 *     keep
 */
public record RequestOptions(
    AmbiguityPolicy onAmbiguousSubmit,
    Duration toolTimeout,
    Duration artifactsTimeout,
    boolean expectsRecording,
    boolean followsEvents,
    boolean session,
    Instant deadline,
    Json responseModel) {
  /** For a record that never becomes a request. */
  public static final RequestOptions NONE =
      new RequestOptions(
          AmbiguityPolicy.FAIL, Duration.ZERO, Duration.ZERO, false, false, false, null);

  /** Options without a schema for the output. */
  public RequestOptions(
      AmbiguityPolicy onAmbiguousSubmit,
      Duration toolTimeout,
      Duration artifactsTimeout,
      boolean expectsRecording,
      boolean followsEvents,
      boolean session,
      Instant deadline) {
    this(
        onAmbiguousSubmit,
        toolTimeout,
        artifactsTimeout,
        expectsRecording,
        followsEvents,
        session,
        deadline,
        null);
  }

  public RequestOptions {
    requireNonNull(onAmbiguousSubmit, "onAmbiguousSubmit");
    requireNonNull(toolTimeout, "toolTimeout");
    requireNonNull(artifactsTimeout, "artifactsTimeout");
    if (deadline != null) {
      // Throws where it cannot be counted: better when it is read than whenever it is written down.
      deadline.toEpochMilli();
    }
  }
}
