package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A tool call that the API has an answer to.
 *
 * @param subject whose call it was
 * @param seenAt when the bridge first saw it
 * @param answeredAt when the API had taken the answer
 * @param timedOut whether the bridge answered by itself
 * @param replyTraceparent W3C trace context of the reply's record; null for none
 */
public record AnsweredCall(
    Subject subject,
    ToolCall call,
    Instant seenAt,
    Instant answeredAt,
    boolean timedOut,
    String replyTraceparent) {
  public AnsweredCall {
    requireNonNull(subject, "subject");
    requireNonNull(call, "call");
    requireNonNull(seenAt, "seenAt");
    requireNonNull(answeredAt, "answeredAt");
  }

  /** How long the agent waited, as far as the bridge saw it. */
  public Duration waited() {
    return Duration.between(seenAt, answeredAt);
  }
}
