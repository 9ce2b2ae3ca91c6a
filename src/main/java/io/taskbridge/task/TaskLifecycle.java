package io.taskbridge.task;

import io.taskbridge.task.ApiEvent.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer of the API means for a task that was followed so far. Pure: the same answer to the
 * same state gives the same events.
 */
public final class TaskLifecycle {
  private TaskLifecycle() {}

  /**
   * What follows from an answer.
   *
   * @param task the task as it is known now
   * @param steering how it is steered from now on
   * @param events what the outside hears, in this order: tool calls and results of actions, then
   *     the status, then the end
   * @param changed false when the answer brought nothing new
   */
  public record Observation(
      FollowedTask task, Steering steering, List<TaskEvent> events, boolean changed) {
    public boolean ended() {
      return task.status().terminal();
    }
  }

  /** The API accepted a request: the first status, and whatever else the answer already tells. */
  public static Observation accepted(
      Subject subject,
      int partition,
      RequestOptions options,
      Steering steering,
      TaskSnapshot answer,
      Instant now) {
    FollowedTask nothingYet =
        new FollowedTask(
            answer.id(),
            new TaskStatus("", false),
            0,
            Artifacts.NONE,
            EventCursor.START,
            ToolCalls.NONE,
            now,
            now);
    return observed(subject, partition, options, steering, nothingYet, answer, now);
  }

  /**
   * A further answer about a task, before or after its end. The result is published with the first
   * answer that is terminal; later ones can only add links.
   */
  public static Observation observed(
      Subject subject,
      int partition,
      RequestOptions options,
      Steering steering,
      FollowedTask before,
      TaskSnapshot answer,
      Instant now) {
    List<ApiEvent> fresh = answer.events().stream().filter(before.cursor()::isNew).toList();
    List<TaskEvent> events = new ArrayList<>();
    boolean alreadyEnded = before.status().terminal();
    List<ToolCall> calls =
        alreadyEnded
            ? List.of()
            : toolCalls(subject, partition, options, before.calls(), fresh, events, now);
    Steering steered = Actions.heard(subject, steering, fresh, events, now);

    TaskStatus status = alreadyEnded ? before.status() : answer.status();
    Artifacts artifacts = before.artifacts().with(answer);
    List<String> changed = new ArrayList<>();
    if (!status.equals(before.status())) {
      changed.add("status");
    }
    changed.addAll(artifacts.changedSince(before.artifacts()));

    if (status.terminal()) {
      steered = Actions.ended(subject, steered, status.name(), events, now);
    }

    boolean somethingNew = !changed.isEmpty() || !fresh.isEmpty();
    ToolCalls known = before.calls().with(calls);
    FollowedTask after =
        new FollowedTask(
            before.taskId(),
            status,
            changed.isEmpty() ? before.sequence() : before.sequence() + 1,
            artifacts,
            before.cursor().after(fresh),
            // Nobody waits for the answer to a call of a task that has ended.
            status.terminal() ? new ToolCalls(known.published(), List.of()) : known,
            before.submittedAt(),
            somethingNew ? now : before.changedAt(),
            before.createdAt() == null ? answer.createdAt() : before.createdAt());
    if (!changed.isEmpty()) {
      String previous = before.sequence() == 0 ? null : before.status().name();
      events.add(
          new TaskEvent.StatusChanged(
              subject, after.sequence(), status.name(), previous, changed, artifacts, now));
    }
    if (status.terminal() && !alreadyEnded) {
      events.add(
          new TaskEvent.Finished(
              subject,
              result(steering.stop(), options, status, answer, after, now),
              // Only a task that is done has promised anything about its output.
              status.equals(TaskStatus.DONE) && answer.outputLeftOut() == null
                  ? options.responseModel()
                  : null));
    }
    return new Observation(after, steered, List.copyOf(events), somethingNew);
  }

  /** A task that was cancelled because its deadline had passed did not end by anybody's wish. */
  private static TaskResult result(
      Stop stop,
      RequestOptions options,
      TaskStatus status,
      TaskSnapshot answer,
      FollowedTask task,
      Instant now) {
    return stop != null && status.equals(TaskStatus.CANCELLED)
        ? TaskResult.of(stop.status(), answer, stop.error(options.deadline()), task, now)
        : TaskResult.of(status.name(), answer, withoutOutput(answer), task, now);
  }

  private static TaskError withoutOutput(TaskSnapshot answer) {
    return answer.outputLeftOut() == null
        ? null
        : TaskError.of(ErrorCode.OUTPUT_TOO_LARGE, answer.outputLeftOut());
  }

  /** Whether it is worth asking again after the end, for links that come late. */
  public static boolean awaitsArtifacts(FollowedTask task, RequestOptions options) {
    return !options.artifactsTimeout().isZero()
        && !task.artifacts().complete(options.expectsRecording());
  }

  private static List<ToolCall> toolCalls(
      Subject subject,
      int partition,
      RequestOptions options,
      ToolCalls before,
      List<ApiEvent> fresh,
      List<TaskEvent> events,
      Instant now) {
    List<ToolCall> calls = new ArrayList<>();
    for (ApiEvent event : fresh) {
      // The API also lists the answers that were sent to it: those are no calls.
      if (event.name().equals(ApiEvent.TOOL_CALL) && event.payload() instanceof Payload.Call c) {
        int number = before.published() + calls.size() + 1;
        ToolCall call = new ToolCall(number, event.id(), c.name(), now.plus(options.toolTimeout()));
        calls.add(call);
        events.add(
            new TaskEvent.ToolCalled(
                subject,
                new CorrelationId(partition, number, subject.requestId()),
                call,
                c.input(),
                event.timestamp() == 0 ? now : Instant.ofEpochMilli(event.timestamp())));
      }
    }
    return calls;
  }
}
