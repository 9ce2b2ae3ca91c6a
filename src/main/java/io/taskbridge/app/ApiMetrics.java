package io.taskbridge.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.taskbridge.app.Meters.Labelled;
import io.taskbridge.task.ApiGate.Door;
import io.taskbridge.taskapi.CallMonitor;
import io.taskbridge.taskapi.Operation;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts the calls of the task API, and tells which door is closed. */
@Singleton
class ApiMetrics implements CallMonitor {
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final Map<Operation, Labelled<Counter>> calls = new EnumMap<>(Operation.class);
  private final Labelled<Timer> latency;

  ApiMetrics(Meters meters, GateLog gate) {
    List<String> statuses = words(Status.values());
    for (Operation operation : Operation.values()) {
      calls.put(
          operation,
          meters.counters(
              "bridge.api.calls",
              "Calls of the task API by operation and status class",
              "status",
              statuses,
              "operation",
              Meters.word(operation)));
    }
    this.latency =
        meters.timers(
            "bridge.api.latency",
            "Calls of the task API by operation, held answers included",
            "operation",
            words(Operation.values()),
            LATENCIES);
    for (Door door : Door.values()) {
      if (door != Door.OPEN) {
        meters.gauge(
            "bridge.api.closed",
            "1 while submissions wait for this reason",
            "reason",
            Meters.word(door),
            () -> gate.isAt(door) ? 1 : 0);
      }
    }
  }

  @Override
  public Call begun(Operation operation, String traceparent) {
    long began = System.nanoTime();
    return new Call(
        traceparent,
        status -> {
          calls.get(operation).of(Meters.word(status)).increment();
          latency.of(Meters.word(operation)).record(Duration.ofNanos(System.nanoTime() - began));
        });
  }

  private static List<String> words(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Meters::word).toList();
  }
}
