package io.taskbridge.app;

import io.micrometer.core.instrument.Counter;
import io.taskbridge.app.Meters.Labelled;
import io.taskbridge.publication.Batch;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.TaskEvent;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;

/** Counts what was published, once it is durable. */
@Singleton
class PublicationMetrics {
  /** The API's words; a status that it invents tomorrow is {@link Meters#OTHER}. */
  private static final List<String> STATUSES =
      List.of("waiting", "running", "done", "failed", "cancelled", Meters.OTHER);

  private static final List<String> RESULTS =
      List.of(
          "done", "failed", "cancelled", "rejected", "expired", "ambiguous", "lost", Meters.OTHER);

  private final Labelled<Counter> transitions;
  private final Labelled<Counter> results;
  private final Labelled<Counter> deadLetters;
  private final Counter toolCalls;

  PublicationMetrics(Meters meters) {
    this.transitions =
        meters.counters(
            "bridge.transitions",
            "Changes of status published, by the new one",
            "status",
            STATUSES);
    this.results =
        meters.counters("bridge.results", "Records of task-results by status", "status", RESULTS);
    this.deadLetters =
        meters.counters(
            "bridge.dead.letters",
            "Records of dead-letters by code",
            "code",
            Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    this.toolCalls = meters.counter("bridge.tool.calls", "Records of tool-requests");
  }

  /** Since the start. */
  long transitions() {
    return sum(transitions);
  }

  /** Since the start. */
  long results() {
    return sum(results);
  }

  /** Since the start. */
  long letters() {
    return sum(deadLetters);
  }

  private static long sum(Labelled<Counter> counters) {
    return (long) counters.byValue().values().stream().mapToDouble(Counter::count).sum();
  }

  void durable(Batch batch) {
    batch.deadLetters().forEach(letter -> deadLetters.of(letter.code().name()).increment());
    batch.events().forEach(this::durable);
  }

  private void durable(TaskEvent event) {
    if (event instanceof TaskEvent.StatusChanged changed && changed.changed().contains("status")) {
      transitions.of(changed.status()).increment();
    } else if (event instanceof TaskEvent.Finished finished) {
      results.of(finished.result().status()).increment();
    } else if (event instanceof TaskEvent.ToolCalled) {
      toolCalls.increment();
    }
  }
}
