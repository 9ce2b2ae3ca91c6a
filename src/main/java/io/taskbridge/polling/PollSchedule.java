package io.taskbridge.polling;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When each task is asked about next. Many share a moment, and each is moved with every answer: so
 * a moment is a chain of its watches, and a watch is in one chain at most.
 */
final class PollSchedule {
  private final TreeMap<Long, Moment> moments = new TreeMap<>();

  /** The watches that are due at one moment. */
  static final class Moment {
    private final long millis;
    private final Link ends = new Link();

    private Moment(long millis) {
      this.millis = millis;
      ends.previous = ends;
      ends.next = ends;
    }

    private boolean isEmpty() {
      return ends.next == ends;
    }
  }

  /** A place in a chain; each watch is one. */
  static class Link {
    private Link previous;
    private Link next;
    private Moment moment;
  }

  /** Sets, or moves, when this is due. */
  void put(Watch watch, Instant due) {
    remove(watch);
    Moment moment = moments.computeIfAbsent(due.toEpochMilli(), Moment::new);
    Link link = watch;
    link.moment = moment;
    link.previous = moment.ends.previous;
    link.next = moment.ends;
    link.previous.next = link;
    moment.ends.previous = link;
  }

  void remove(Watch watch) {
    Link link = watch;
    if (link.moment == null) {
      return;
    }
    link.previous.next = link.next;
    link.next.previous = link.previous;
    if (link.moment.isEmpty()) {
      moments.remove(link.moment.millis);
    }
    link.previous = null;
    link.next = null;
    link.moment = null;
  }

  /** When the first is due; empty when nothing waits. */
  Optional<Instant> next() {
    return moments.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(moments.firstKey()));
  }

  /** Takes out what is due, earliest first. */
  List<Watch> take(Instant now) {
    List<Watch> due = new ArrayList<>();
    Map.Entry<Long, Moment> first = moments.firstEntry();
    while (first != null && first.getKey() <= now.toEpochMilli()) {
      for (Moment moment = first.getValue(); !moment.isEmpty(); ) {
        Watch watch = (Watch) moment.ends.next;
        remove(watch);
        due.add(watch);
      }
      first = moments.firstEntry();
    }
    return due;
  }
}
