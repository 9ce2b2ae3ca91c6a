package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A call of the agent to one of the request's own tools that still waits for its answer.
 *
 * @param number counts the calls of a request from 1; part of the correlation id
 * @param callId the API's event id, which the answer must carry
 * @param tool the tool's name
 * @param replyBy past it the bridge answers by itself
 */
public record ToolCall(int number, String callId, String tool, Instant replyBy) {
  public ToolCall {
    requireNonNull(callId, "callId");
    requireNonNull(tool, "tool");
    requireNonNull(replyBy, "replyBy");
  }
}
