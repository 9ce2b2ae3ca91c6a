package io.taskbridge.task;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How far a task's events were read.
 *
 * <p>The API lists events with a timestamp strictly greater than the one asked for, and two events
 * may share a millisecond and show up in different answers. So the last millisecond is read again,
 * and its events are recognised by their ids.
 *
 * @param timestamp the greatest timestamp read, in the API's milliseconds; 0 before the first event
 * @param idsAtTimestamp ids of the events read that carry this timestamp
 */
public record EventCursor(long timestamp, Set<String> idsAtTimestamp) {
  public static final EventCursor START = new EventCursor(0, Set.of());

  public EventCursor {
    idsAtTimestamp = Set.copyOf(idsAtTimestamp);
  }

  /** Whether the event was not read before. */
  boolean isNew(ApiEvent event) {
    long at = at(event);
    return at > timestamp || (at == timestamp && !idsAtTimestamp.contains(event.id()));
  }

  /** The cursor after these events, all of them new to this cursor. */
  EventCursor after(List<ApiEvent> fresh) {
    if (fresh.isEmpty()) {
      return this;
    }
    long greatest = fresh.stream().mapToLong(this::at).max().orElse(timestamp);
    Set<String> ids = new HashSet<>();
    if (greatest == timestamp) {
      ids.addAll(idsAtTimestamp);
    }
    fresh.stream().filter(event -> at(event) == greatest).forEach(event -> ids.add(event.id()));
    return new EventCursor(greatest, ids);
  }

  /** An event without a timestamp counts as of the last millisecond read. */
  private long at(ApiEvent event) {
    return event.timestamp() == 0 ? timestamp : event.timestamp();
  }
}
