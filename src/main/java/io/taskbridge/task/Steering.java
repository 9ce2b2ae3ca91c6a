package io.taskbridge.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a request is steered: whether it is to stop, and the actions of a session. Immutable.
 *
 * @param stop why it is to end before its time; null when it is not
 * @param open the action without an outcome; null when there is none. A session has one at a time
 * @param known short forms of the ids of actions that have their outcome, oldest first; the last
 *     {@value #REMEMBERED} are remembered
 * @param closed true once the session was closed by an action: it takes no further one
 */
public record Steering(Stop stop, OpenAction open, List<String> known, boolean closed) {
  /** Nothing was said about the request beyond what is in it. */
  public static final Steering NONE = new Steering(null, null, List.of(), false);

  /** How many ids of actions are remembered for each session. */
  public static final int REMEMBERED = 256;

  /** Below this code an action was done. */
  private static final int FAILED = 400;

  public Steering {
    known = List.copyOf(known);
  }

  /** It is to stop; the first reason stays. */
  public Steering stopping(Stop reason) {
    return stop == null ? new Steering(reason, open, known, closed) : this;
  }

  /** An action is announced. */
  public Steering announcing(OpenAction action) {
    return new Steering(stop, action, known, closed);
  }

  /**
   * The API has the open action.
   *
   * @param eventId the API's id for it
   */
  public Steering taken(String eventId) {
    return new Steering(stop, open.takenAs(eventId), known, closed);
  }

  /**
   * The open action has its outcome.
   *
   * @param code the API's, or the bridge's own
   */
  public Steering finished(int code) {
    List<String> ids = new ArrayList<>(known);
    if (!open.own()) {
      ids.add(shortForm(open.id()));
    }
    int superfluous = Math.max(0, ids.size() - REMEMBERED);
    boolean nowClosed = closed || (open.kind() == ActionKind.CLOSE && code < FAILED);
    return new Steering(stop, null, ids.subList(superfluous, ids.size()), nowClosed);
  }

  /** The open action, if it is the one that this event is about. */
  public Optional<OpenAction> openAs(String eventId) {
    return Optional.ofNullable(open).filter(action -> action.eventId().equals(eventId));
  }

  /** Since when nothing moves in a task that was seen to change last at this time. */
  public Instant quietSince(Instant changedAt) {
    return open != null && open.announcedAt().isAfter(changedAt) ? open.announcedAt() : changedAt;
  }

  /** Whether this action is open or has its outcome. */
  public boolean knows(String actionId) {
    return (open != null && open.id().equals(actionId)) || known.contains(shortForm(actionId));
  }

  /** 64 bits of a hash tell the ids of one session apart, however long they are. */
  private static String shortForm(String actionId) {
    UUID hash = UUID.fromString(OpenAction.eventId(new RequestId("-"), actionId));
    return Long.toHexString(hash.getMostSignificantBits() ^ hash.getLeastSignificantBits());
  }
}
