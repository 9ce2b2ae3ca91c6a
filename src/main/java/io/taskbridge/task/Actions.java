package io.taskbridge.task;

import io.taskbridge.task.ApiEvent.Payload;
import java.time.Instant;
import java.util.List;

/** What events and the end of a session mean for its open action. Pure. */
public final class Actions {
  /** The code of an action of which the bridge itself tells the outcome: something failed. */
  public static final int FAILED = 500;

  private Actions() {}

  /**
   * What an event of the API means: the answer to the open action ends it; the action itself, where
   * the API lists it, says that the API has it. Every other event is none of an action's.
   *
   * @param told gets what the outside hears
   */
  public static Steering heard(
      Subject subject,
      Steering before,
      List<ApiEvent> events,
      List<? super TaskEvent.ActionFinished> told,
      Instant now) {
    Steering steering = before;
    for (ApiEvent event : events) {
      OpenAction open = steering.openAs(event.id()).orElse(null);
      if (open == null || !event.name().equals(open.kind().event())) {
        continue;
      }
      if (event.payload() instanceof Payload.Answer answer) {
        Instant at = event.timestamp() == 0 ? now : Instant.ofEpochMilli(event.timestamp());
        steering = finished(subject, steering, answer.code(), answer.output(), told, at);
      } else if (!open.taken()) {
        steering = steering.taken(open.eventId());
      }
    }
    return steering;
  }

  /** The session ended; an action that has no answer by then will never have one. */
  public static Steering ended(
      Subject subject,
      Steering before,
      String status,
      List<? super TaskEvent.ActionFinished> told,
      Instant now) {
    return failed(
        subject,
        before,
        "the session ended ("
            + status
            + ") before it answered; it is unknown whether the action ran",
        told,
        now);
  }

  /**
   * The bridge tells the outcome of the open action, if there is one: it failed.
   *
   * @param sentence why, and what is known
   */
  public static Steering failed(
      Subject subject,
      Steering before,
      String sentence,
      List<? super TaskEvent.ActionFinished> told,
      Instant now) {
    return before.open() == null
        ? before
        : finished(subject, before, FAILED, Json.ofText(sentence), told, now);
  }

  /** The open action has this outcome. */
  public static Steering finished(
      Subject subject,
      Steering before,
      int code,
      Json output,
      List<? super TaskEvent.ActionFinished> told,
      Instant at) {
    OpenAction open = before.open();
    if (!open.own()) {
      told.add(
          new TaskEvent.ActionFinished(subject, open.id(), open.kind().word(), code, output, at));
    }
    return before.finished(code);
  }
}
