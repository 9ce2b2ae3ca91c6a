package io.taskbridge.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The figures of one measurement, in the order in which they are shown. */
final class Figures {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode values = MAPPER.createObjectNode();

  Figures(String scenario) {
    values.put("scenario", scenario);
  }

  Figures put(String name, String value) {
    values.put(name, value);
    return this;
  }

  Figures put(String name, long value) {
    values.put(name, value);
    return this;
  }

  /** Rounded to three decimals: more would pretend a precision that no run has. */
  Figures put(String name, double value) {
    values.put(name, Math.round(value * 1000) / 1000.0);
    return this;
  }

  /** Percentiles of a histogram that holds microseconds, in milliseconds. */
  Figures put(String name, Histogram micros) {
    put(name + "_p50_ms", micros.getValueAtPercentile(50) / 1000.0);
    put(name + "_p99_ms", micros.getValueAtPercentile(99) / 1000.0);
    put(name + "_max_ms", micros.getMaxValue() / 1000.0);
    return this;
  }

  /** Calls of the API by operation. */
  Figures calls(Map<String, Integer> calls) {
    calls.forEach((operation, count) -> put("api_" + operation, count));
    return this;
  }

  double number(String name) {
    return values.path(name).asDouble();
  }

  String json() {
    return values.toString();
  }

  String table() {
    StringBuilder table = new StringBuilder();
    values
        .fields()
        .forEachRemaining(
            field ->
                table.append(
                    field.getKey().equals("scenario")
                        ? "%n%s%n".formatted(field.getValue().asText())
                        : "  %-34s %14s%n".formatted(field.getKey(), field.getValue().asText())));
    return table.toString();
  }

  /** A histogram of microseconds up to an hour, to three digits. */
  static Histogram histogram() {
    return new Histogram(3_600_000_000L, 3);
  }
}
