package io.taskbridge.toolcall;

import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Json;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskApi.OutgoingEvent;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.ToolCall;
import java.time.Duration;

/**
 * An answer on its way to the API.
 *
 * @param source the record that brought it; null when the bridge answers by itself
 * @param traceparent of that record; null for none
 */
record Answer(
    int partition,
    RequestId requestId,
    TaskId taskId,
    ToolCall call,
    SourcePosition source,
    String traceparent,
    OutgoingEvent event) {
  private static final int FAILED = 500;

  static Answer of(ToolReply reply, FollowedTask task, ToolCall call) {
    return new Answer(
        reply.correlationId().partition(),
        reply.correlationId().requestId(),
        task.taskId(),
        call,
        reply.position(),
        reply.traceparent(),
        event(call, reply.code(), reply.output()));
  }

  static Answer noReply(
      int partition, RequestId requestId, FollowedTask task, ToolCall call, Duration timeout) {
    Json sentence = new Json("\"no reply within " + timeout + "\"");
    return new Answer(
        partition, requestId, task.taskId(), call, null, null, event(call, FAILED, sentence));
  }

  /** The call that it answers. */
  CorrelationId id() {
    return new CorrelationId(partition, call.number(), requestId);
  }

  /** Whether the bridge answers by itself. */
  boolean timedOut() {
    return source == null;
  }

  private static OutgoingEvent event(ToolCall call, int code, Json output) {
    Json payload = new Json("{\"code\":" + code + ",\"output\":" + output.text() + "}");
    return new OutgoingEvent(call.callId(), ApiEvent.TOOL_CALL, payload);
  }
}
