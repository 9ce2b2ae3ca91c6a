package io.taskbridge.task;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * The task API as the flows need it.
 *
 * <p>A stage never completes exceptionally for anything that the network or the API did: that is an
 * {@link ApiOutcome}. Stages may complete on any thread. No method ever repeats a call by itself.
 */
public interface TaskApi {
  /**
   * Submits a task: {@code POST /task}. There is no idempotency key, so the caller decides what an
   * {@link ApiOutcome.Ambiguous} outcome means.
   *
   * @param body the request's body as the API wants it
   * @param traceparent W3C trace context to send along; null for none
   */
  CompletionStage<ApiOutcome<TaskSnapshot>> submit(Json body, String traceparent);

  /**
   * Reads one task: {@code GET /task/{id}}.
   *
   * @param eventsAfter asks for events with a strictly greater timestamp; the API may then hold the
   *     answer back until there is one. Empty: no events are asked for
   * @param downloads asks for {@link TaskSnapshot#downloadsUrl()}
   */
  CompletionStage<ApiOutcome<TaskSnapshot>> get(
      TaskId id, OptionalLong eventsAfter, boolean downloads);

  /**
   * Lists tasks of the account, newest first: {@code GET /task}.
   *
   * @param createdBefore only tasks created strictly before, in the API's unit; empty: from the
   *     newest on
   * @param limit 1 to 128
   */
  CompletionStage<ApiOutcome<List<TaskSnapshot>>> list(OptionalLong createdBefore, int limit);

  /**
   * Cancels a task: {@code DELETE /task/{id}}. A refusal with 404 means unknown or already ended.
   */
  CompletionStage<ApiOutcome<Boolean>> cancel(TaskId id);

  /**
   * Sends an event to a task: {@code POST /task/{id}/event}.
   *
   * @return the id of the event
   */
  CompletionStage<ApiOutcome<String>> send(TaskId id, OutgoingEvent event);

  /**
   * An event from us.
   *
   * @param id null lets the API choose one; an answer carries the id of the call it answers
   * @param name {@code tool_call}, {@code browser_action} or {@code session_action}
   * @param payload a JSON object
   */
  record OutgoingEvent(String id, String name, Json payload) {}
}
