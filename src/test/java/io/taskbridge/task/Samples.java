package io.taskbridge.task;

import io.taskbridge.task.ApiEvent.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Words of the vocabulary as tests need them. */
public final class Samples {
  public static final Duration TOOL_TIMEOUT = Duration.ofMinutes(2);
  public static final Duration ARTIFACTS_TIMEOUT = Duration.ofSeconds(30);

  /** A task with tools, so that its events are followed. */
  public static final RequestOptions OPTIONS = options(AmbiguityPolicy.FAIL);

  /** A task without tools. */
  public static final RequestOptions WITHOUT_EVENTS =
      new RequestOptions(
          AmbiguityPolicy.FAIL, TOOL_TIMEOUT, ARTIFACTS_TIMEOUT, true, false, false, null);

  /** A task whose links nobody waits for. */
  public static final RequestOptions WITHOUT_ARTIFACTS =
      new RequestOptions(
          AmbiguityPolicy.FAIL, TOOL_TIMEOUT, Duration.ZERO, false, true, false, null);

  private Samples() {}

  /** That every request asks for. */
  public static final String DEVICE = "desktop";

  public static RequestOptions options(AmbiguityPolicy policy) {
    return new RequestOptions(policy, TOOL_TIMEOUT, ARTIFACTS_TIMEOUT, true, true, false, null);
  }

  public static Origin origin(int partition, long offset, String fingerprint) {
    return new Origin(partition, offset, null, fingerprint, null, MutableClock.START);
  }

  public static TaskRequest request(String id, int partition, long offset) {
    return request(id, partition, offset, OPTIONS);
  }

  public static TaskRequest request(String id, int partition, long offset, RequestOptions options) {
    return new TaskRequest(
        new RequestId(id),
        origin(partition, offset, "content of " + id),
        options,
        new Json("{\"task\":\"" + id + "\"}"),
        DEVICE,
        List.of());
  }

  /** What the API tells of a task of which nothing but the status is known. */
  public static TaskSnapshot snapshot(String taskId, TaskStatus status, ApiEvent... events) {
    return snapshot(taskId, status, Artifacts.NONE, events);
  }

  public static TaskSnapshot snapshot(
      String taskId, TaskStatus status, Artifacts links, ApiEvent... events) {
    return new TaskSnapshot(
        new TaskId(taskId),
        status,
        status.terminal() ? new Json("\"output of " + taskId + "\"") : null,
        null,
        null,
        links.liveUrl(),
        links.recordingUrl(),
        links.downloadsUrl(),
        null,
        List.of(events),
        null);
  }

  /** The same, told with its creation time. */
  public static TaskSnapshot createdAt(long time, TaskSnapshot task) {
    return new TaskSnapshot(
        task.id(),
        task.status(),
        task.output(),
        task.creditsUsed(),
        task.device(),
        task.liveUrl(),
        task.recordingUrl(),
        task.downloadsUrl(),
        time,
        task.events(),
        task.unknown());
  }

  /** A followed task as it is right after its acceptance. */
  public static FollowedTask running(String taskId, ToolCall... open) {
    return new FollowedTask(
        new TaskId(taskId),
        TaskStatus.RUNNING,
        1,
        Artifacts.NONE,
        EventCursor.START,
        new ToolCalls(open.length, List.of(open)),
        MutableClock.START,
        MutableClock.START);
  }

  public static ToolCall toolCall(int number) {
    return toolCall(number, MutableClock.START.plus(TOOL_TIMEOUT));
  }

  public static ToolCall toolCall(int number, Instant replyBy) {
    return new ToolCall(number, "call-" + number, "weather", replyBy);
  }

  public static ApiEvent called(String eventId, long timestamp) {
    return new ApiEvent(
        eventId,
        ApiEvent.TOOL_CALL,
        new Payload.Call("weather", new Json("{\"city\":\"Bern\"}")),
        timestamp);
  }

  public static ApiEvent answered(String eventId, long timestamp) {
    return new ApiEvent(
        eventId, ApiEvent.TOOL_CALL, new Payload.Answer(200, new Json("21")), timestamp);
  }

  public static <T> ApiOutcome<T> ok(T value) {
    return new ApiOutcome.Ok<>(value);
  }

  public static <T> ApiOutcome<T> refused(int httpStatus, String detail) {
    return new ApiOutcome.Refused<>(httpStatus, detail, new Json("\"" + detail + "\""));
  }

  public static <T> ApiOutcome<T> unclear() {
    return new ApiOutcome.Ambiguous<>(502, "HTTP 502", null);
  }

  public static <T> ApiOutcome<T> throttled() {
    return new ApiOutcome.Throttled<>("too many sessions", null);
  }

  public static <T> ApiOutcome<T> noCredits() {
    return new ApiOutcome.CreditsExhausted<>("API credits exhausted.", null);
  }

  public static <T> ApiOutcome<T> notSent() {
    return new ApiOutcome.NotSent<>("connection refused");
  }

  public static <T> ApiOutcome<T> notAuthenticated() {
    return new ApiOutcome.NotAuthenticated<>(401, "invalid api key");
  }
}
