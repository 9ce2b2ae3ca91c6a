package io.taskbridge.kafka;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * A set of offsets, kept as runs without a gap: a long backlog is one run, so that neither its
 * memory nor the time to tell of it grows with its length.
 */
final class OffsetRuns {
  /** The first offset of each run, and the one behind its last. No two runs touch. */
  private final TreeMap<Long, Long> runs = new TreeMap<>();

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /**
   * @throws NoSuchElementException when there is none
   */
  long first() {
    return runs.firstKey();
  }

  boolean contains(long offset) {
    Map.Entry<Long, Long> run = runs.floorEntry(offset);
    return run != null && offset < run.getValue();
  }

  void add(long offset) {
    add(offset, offset + 1);
  }

  /**
   * Adds offsets of which none is in it.
   *
   * @param end behind the last
   */
  void add(long start, long end) {
    Map.Entry<Long, Long> before = runs.floorEntry(start);
    long from = before != null && before.getValue() == start ? before.getKey() : start;
    Long joined = runs.remove(end);
    runs.put(from, joined == null ? end : joined);
  }

  /** Takes one out; nothing happens when it is not in it. */
  void remove(long offset) {
    Map.Entry<Long, Long> run = runs.floorEntry(offset);
    if (run == null || offset >= run.getValue()) {
      return;
    }
    if (run.getKey() == offset) {
      runs.remove(offset);
    } else {
      runs.put(run.getKey(), offset);
    }
    if (offset + 1 < run.getValue()) {
      runs.put(offset + 1, run.getValue());
    }
  }

  /** The runs in order: first offset, and the one behind the last. A view. */
  NavigableMap<Long, Long> asMap() {
    return Collections.unmodifiableNavigableMap(runs);
  }
}
