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
 */
public record RequestOptions(
    AmbiguityPolicy onAmbiguousSubmit,
    Duration toolTimeout,
    Duration artifactsTimeout,
    boolean expectsRecording,
    boolean followsEvents,
    boolean session,
    Instant deadline) {
  /** For a record that never becomes a request. */
  public static final RequestOptions NONE =
      new RequestOptions(
          AmbiguityPolicy.FAIL, Duration.ZERO, Duration.ZERO, false, false, false, null);

  public RequestOptions {
    requireNonNull(onAmbiguousSubmit, "onAmbiguousSubmit");
    requireNonNull(toolTimeout, "toolTimeout");
    requireNonNull(artifactsTimeout, "artifactsTimeout");
  }
}
