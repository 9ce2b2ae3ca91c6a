package io.taskbridge.app;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Sets OpenTelemetry up from its own standard settings, when there is somewhere to send spans to.
 *
 * <p>Not by the extension of Quarkus: that one follows each HTTP call and each record by itself,
 * polls included, and knows nothing of a request that lives on while the thread does other work.
 */
final class Tracing {
  private static final String PREFIX = "otel.";

  private Tracing() {}

  /** Whether there is somewhere to send spans to. */
  static boolean wanted(Config settings) {
    return !settings.getOptionalValue("otel.sdk.disabled", Boolean.class).orElse(false)
        && Stream.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint")
            .anyMatch(name -> settings.getOptionalValue(name, String.class).isPresent());
  }

  static SpanTraces open(Config settings, String groupId) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", "task-bridge");
    properties.put("otel.resource.attributes", "service.namespace=" + groupId);
    // The one that needs no further library.
    properties.put("otel.exporter.otlp.protocol", "http/protobuf");
    // Metrics are read by Prometheus, and the log is written to the console.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    for (String name : settings.getPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        settings
            .getOptionalValue(name, String.class)
            .ifPresent(value -> properties.put(name, value));
      }
    }
    return new SpanTraces(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> properties)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk());
  }
}
