package io.taskbridge.app;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.publication.Batch;
import io.taskbridge.task.AnsweredCall;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskResult;
import io.taskbridge.taskapi.CallMonitor;
import io.taskbridge.taskapi.CallMonitor.Status;
import io.taskbridge.taskapi.Operation;
import java.time.Instant;

/**
 * Spans with explicit parents: one thread works on all requests, so none is the current one. A task
 * may take hours and outlive its replica, so no span is kept open for it: the one that all others
 * hang on ends as soon as the request is read, and the others are told of when they are over.
 */
final class SpanTraces implements Traces {
  private static final AttributeKey<String> REQUEST_ID =
      AttributeKey.stringKey("taskbridge.request.id");
  private static final AttributeKey<String> TASK_ID = AttributeKey.stringKey("taskbridge.task.id");
  private static final AttributeKey<String> CALL_ID = AttributeKey.stringKey("taskbridge.call.id");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("taskbridge.status");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  /**
   * @param sdk is closed with this
   */
  SpanTraces(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("io.taskbridge");
  }

  @Override
  public TaskRequest requestRead(TaskRequest request) {
    Span span =
        span("process request", SpanKind.CONSUMER, request.origin().traceparent())
            .setAttribute("messaging.system", "kafka")
            .setAttribute("messaging.operation.type", "process")
            .setAttribute(
                "messaging.destination.partition.id", Integer.toString(request.partition()))
            .setAttribute("messaging.kafka.offset", request.origin().offset())
            .setAttribute(REQUEST_ID, request.id().value())
            .startSpan();
    span.end();
    return request.under(TraceParents.write(span.getSpanContext()));
  }

  @Override
  public CallMonitor calls(CallMonitor others) {
    return (operation, traceparent) ->
        operation == Operation.SUBMIT
            ? submission(others, traceparent)
            : others.begun(operation, traceparent);
  }

  private CallMonitor.Call submission(CallMonitor others, String traceparent) {
    Span span = span("POST /task", SpanKind.CLIENT, traceparent).startSpan();
    String context = TraceParents.write(span.getSpanContext());
    CallMonitor.Call call = others.begun(Operation.SUBMIT, context);
    return new CallMonitor.Call(
        context,
        status -> {
          if (status != Status.SUCCESS) {
            failed(span, Meters.word(status));
          }
          span.end();
          call.ended().accept(status);
        });
  }

  @Override
  public void toolCallAnswered(AnsweredCall call) {
    SpanBuilder builder =
        about(span("tool call", SpanKind.INTERNAL, call.subject().traceparent()), call.subject())
            .setAttribute(CALL_ID, call.call().callId())
            .setStartTimestamp(call.seenAt());
    if (call.replyTraceparent() != null) {
      builder.addLink(TraceParents.read(call.replyTraceparent()));
    }
    Span span = builder.startSpan();
    if (call.timedOut()) {
      failed(span, "timeout");
    }
    span.end(call.answeredAt());
  }

  @Override
  public void durable(Batch batch) {
    for (TaskEvent event : batch.events()) {
      if (event instanceof TaskEvent.Finished finished) {
        finished(finished.subject(), finished.result(), acceptedAt(batch, finished));
      }
    }
  }

  private void finished(Subject subject, TaskResult result, Instant acceptedAt) {
    Span span =
        about(span("task", SpanKind.INTERNAL, subject.traceparent()), subject)
            .setAttribute(STATUS, result.status())
            .setStartTimestamp(acceptedAt)
            .startSpan();
    if (result.submittedAt() != null) {
      span.addEvent("submitted", result.submittedAt());
    }
    if (result.error() != null) {
      failed(span, result.error().code().name());
    }
    span.end(result.finishedAt());
  }

  /** The entry that changes together with the end says since when there was something to end. */
  private static Instant acceptedAt(Batch batch, TaskEvent.Finished finished) {
    for (LedgerChange change : batch.changes()) {
      if (change instanceof LedgerChange.Put put
          && put.requestId().equals(finished.subject().requestId())) {
        return put.entry().origin().acceptedAt();
      }
    }
    return finished.result().finishedAt();
  }

  /** Says why by a word: a sentence may quote what is no span's business. */
  private static void failed(Span span, String word) {
    span.setAttribute(ERROR, word).setStatus(StatusCode.ERROR);
  }

  private SpanBuilder span(String name, SpanKind kind, String parent) {
    return tracer.spanBuilder(name).setSpanKind(kind).setParent(TraceParents.parent(parent));
  }

  private static SpanBuilder about(SpanBuilder span, Subject subject) {
    span.setAttribute(REQUEST_ID, subject.requestId().value());
    return subject.taskId() == null ? span : span.setAttribute(TASK_ID, subject.taskId().value());
  }

  /** Sends what is still to be sent. */
  @Override
  public void close() {
    sdk.close();
  }
}
