package io.taskbridge.taskapi;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Json;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Clients for tests, and the shortest way to what a call came to. */
final class Apis {
  static final String KEY = "sk-very-secret";
  static final TaskId TASK = new TaskId("t-1");
  static final Json BODY = new Json("{\"task\":\"the body's secret\"}");
  static final String WAITING = "{\"r\":{\"id\":\"t-1\",\"status\":\"waiting\"}}";
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  private Apis() {}

  static TaskApiSettings settings(URI url) {
    return new TaskApiSettings(
        url, Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(20), 8, 64 * 1024);
  }

  static TaskApiSettings impatient(URI url) {
    return new TaskApiSettings(
        url, Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(400), 8, 64 * 1024);
  }

  static RestTaskApi open(TaskApiSettings settings) {
    return RestTaskApi.open(
        settings, () -> KEY, CLOCK, RestTaskApi.RestClientCustomizer.NONE, CallMonitor.SILENT);
  }

  static RestTaskApi open(ScriptedServer server) {
    return open(settings(server.url()));
  }

  static ApiOutcome<TaskSnapshot> submit(RestTaskApi api) {
    return outcome(api.submit(BODY, null));
  }

  static ApiOutcome<TaskSnapshot> get(RestTaskApi api) {
    return outcome(api.get(TASK, OptionalLong.empty(), false));
  }

  /** What came of it, however long the bridge takes to say so; far beyond any time-out here. */
  static <T> ApiOutcome<T> outcome(CompletionStage<ApiOutcome<T>> call) {
    try {
      return call.toCompletableFuture().get(30, SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a call must end with an outcome", e);
    }
  }
}
