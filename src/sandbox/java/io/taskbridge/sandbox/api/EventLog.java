package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The events of one task, in the order of their timestamps. */
final class EventLog {

  private final List<Entry> entries = new ArrayList<>(2);
  private long lastTimestamp;

  /**
   * Adds an event.
   *
   * @param sameMs whether it gets the timestamp of the event before it; else a later one
   * @param visibleMs how long after now polls begin to see it
   */
  Entry add(String name, String id, JsonNode payload, long nowMs, boolean sameMs, long visibleMs) {
    long timestamp =
        sameMs && lastTimestamp > 0 ? lastTimestamp : Math.max(nowMs, lastTimestamp + 1);
    lastTimestamp = timestamp;
    Entry entry = new Entry(name, id, payload, timestamp, nowMs + visibleMs);
    entries.add(entry);
    return entry;
  }

  List<Entry> all() {
    return entries;
  }

  boolean hasAfter(long eventT, long nowMs) {
    for (Entry e : entries) {
      if (e.isShown(eventT, nowMs)) {
        return true;
      }
    }
    return false;
  }

  ArrayNode after(long eventT, long nowMs) {
    ArrayNode events = Json.array();
    for (Entry e : entries) {
      if (e.isShown(eventT, nowMs)) {
        events.add(e.toJson());
      }
    }
    return events;
  }

  /** At the end nothing stays hidden: the terminal answer carries the last events. */
  void showAll() {
    entries.replaceAll(e -> new Entry(e.name, e.id, e.payload, e.timestamp, 0));
  }

  record Entry(String name, String id, JsonNode payload, long timestamp, long visibleAtMs) {

    private boolean isShown(long eventT, long nowMs) {
      return timestamp > eventT && visibleAtMs <= nowMs;
    }

    private ObjectNode toJson() {
      ObjectNode node = Json.object().put("name", name);
      node.set("payload", payload);
      return node.put("id", id).put("timestamp", timestamp);
    }
  }
}
