package io.taskbridge.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taskbridge.app.Census.Standing;
import io.taskbridge.console.Overview;
import io.taskbridge.console.Overview.Api;
import io.taskbridge.console.Overview.Latency;
import io.taskbridge.task.ApiGate;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tells the console where things stand, from what is measured anyway. */
@Singleton
class ConsoleFeed {
  private static final Map<String, String> TOTALS =
      Map.of(
          "requests", "bridge.requests",
          "transitions", "bridge.transitions",
          "results", "bridge.results",
          "tool_calls", "bridge.tool.calls",
          "dead_letters", "bridge.dead.letters",
          "api_calls", "bridge.api.calls");

  private final BridgeState state;
  private final Census census;
  private final GateLog gate;
  private final MeterRegistry registry;

  ConsoleFeed(BridgeState state, Census census, GateLog gate, MeterRegistry registry) {
    this.state = state;
    this.census = census;
    this.gate = gate;
    this.registry = registry;
  }

  /** On any thread. */
  Overview overview() {
    BridgeState.Seen seen = state.seen();
    Instant now = Instant.now();
    return new Overview(
        now,
        seen.owned(),
        seen.restoring(),
        seen.usedSlots(),
        seen.slots() == Integer.MAX_VALUE ? null : seen.slots(),
        tasks(),
        seen.backlog(),
        seen.unclear(),
        census.openCalls(),
        overdue(seen, now),
        api(),
        totals(),
        latencies());
  }

  private Map<String, Integer> tasks() {
    Map<String, Integer> tasks = new LinkedHashMap<>();
    for (Standing standing : Standing.values()) {
      if (standing != Standing.ENDED) {
        tasks.put(Meters.word(standing), census.of(standing));
      }
    }
    return tasks;
  }

  private static double overdue(BridgeState.Seen seen, Instant now) {
    return seen.oldestDue() == null
        ? 0
        : Math.max(0, Duration.between(seen.oldestDue(), now).toMillis() / 1_000.0);
  }

  private Api api() {
    ApiGate.State last = gate.last();
    return last == null
        ? new Api(Meters.word(ApiGate.Door.OPEN), null, null)
        : new Api(
            Meters.word(last.door()),
            last.since(),
            last.door() == ApiGate.Door.OPEN ? null : last.detail());
  }

  private Map<String, Long> totals() {
    Map<String, Long> totals = new LinkedHashMap<>();
    TOTALS.forEach(
        (name, meter) ->
            totals.put(
                name,
                (long) registry.find(meter).counters().stream().mapToDouble(Counter::count).sum()));
    return totals;
  }

  private List<Latency> latencies() {
    List<Latency> latencies = new ArrayList<>();
    add(latencies, "tool_call", registry.find("bridge.tool.calls.wait").timer());
    add(latencies, "transaction", registry.find("bridge.transaction").timer());
    for (Timer timer : registry.find("bridge.api.latency").timers()) {
      add(latencies, "api " + timer.getId().getTag("operation"), timer);
    }
    return latencies;
  }

  private static void add(List<Latency> latencies, String name, Timer timer) {
    if (timer != null) {
      latencies.add(
          new Latency(
              name,
              timer.count(),
              timer.mean(TimeUnit.MILLISECONDS),
              timer.max(TimeUnit.MILLISECONDS)));
    }
  }
}
