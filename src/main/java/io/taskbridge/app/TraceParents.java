package io.taskbridge.app;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The header {@code traceparent} of W3C Trace Context, read and written. */
final class TraceParents {
  private static final String HEADER = "traceparent";
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<String> ONE_HEADER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
          return List.of(HEADER);
        }

        @Override
        public String get(String traceparent, String key) {
          return key.equals(HEADER) ? traceparent : null;
        }
      };

  private TraceParents() {}

  /** The parent that a header names; none when it is null or not valid. */
  static Context parent(String traceparent) {
    return traceparent == null
        ? Context.root()
        : W3C.extract(Context.root(), traceparent, ONE_HEADER);
  }

  static SpanContext read(String traceparent) {
    return Span.fromContext(parent(traceparent)).getSpanContext();
  }

  static String write(SpanContext context) {
    Map<String, String> headers = new HashMap<>();
    W3C.inject(Context.root().with(Span.wrap(context)), headers, Map::put);
    return headers.get(HEADER);
  }
}
