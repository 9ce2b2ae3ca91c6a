package io.taskbridge.toolcall;

import static java.util.Objects.requireNonNull;

import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.Json;

/**
 * A worker's answer to a tool call.
 *
 * @param position the record that brought it
 * @param correlationId the call that it answers
 * @param code 200, 400 or 500 as the API wants it
 * @param output any JSON
 * @param traceparent W3C trace context of the record; null for none
 */
public record ToolReply(
    SourcePosition position,
    CorrelationId correlationId,
    int code,
    Json output,
    String traceparent) {
  public ToolReply {
    requireNonNull(position, "position");
    requireNonNull(correlationId, "correlationId");
    requireNonNull(output, "output");
  }
}
