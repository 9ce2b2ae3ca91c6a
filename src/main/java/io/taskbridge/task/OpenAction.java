package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * An action of a session that was announced and has no outcome yet. Holds nothing of its input.
 *
 * @param id the sender's id of the action; empty when the bridge itself acts
 * @param eventId by which the API's answer is known
 * @param taken true once the API is known to have it
 * @param announcedAt when it was announced last
 */
public record OpenAction(
    String id, ActionKind kind, String eventId, boolean taken, Instant announcedAt) {
  public OpenAction {
    requireNonNull(id, "id");
    requireNonNull(kind, "kind");
    requireNonNull(eventId, "eventId");
    requireNonNull(announcedAt, "announcedAt");
  }

  /** An action under the event id that every replica would give it. */
  public static OpenAction announced(
      RequestId requestId, String id, ActionKind kind, Instant announcedAt) {
    return new OpenAction(id, kind, eventId(requestId, id), false, announcedAt);
  }

  /**
   * The id of the event that carries an action: the same for the same action, always, so that its
   * answer is recognised by whoever takes the session over.
   */
  public static String eventId(RequestId requestId, String actionId) {
    String name = "action\n" + requestId.value() + "\n" + actionId;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Whether the bridge acts by itself: then nobody waits for a result. */
  public boolean own() {
    return id.isEmpty();
  }

  OpenAction takenAs(String event) {
    return new OpenAction(id, kind, event, true, announcedAt);
  }
}
