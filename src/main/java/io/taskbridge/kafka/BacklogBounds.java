package io.taskbridge.kafka;

/**
 * How much of one partition may wait in memory. Pure.
 *
 * @param requests that may wait
 * @param bytes that these may hold
 */
record BacklogBounds(int requests, long bytes) {
  BacklogBounds {
    if (requests < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "bridge.limits.backlog (BRIDGE_LIMITS_BACKLOG) and bridge.limits.backlog-bytes"
              + " (BRIDGE_LIMITS_BACKLOG_BYTES) must be at least 1");
    }
  }

  /** Whether nothing more is to be read; one request always may be, however large it is. */
  boolean reached(int waiting, long held) {
    return waiting >= requests || held >= bytes;
  }

  /** Whether so much is gone that it is worth reading on. */
  boolean halfEmpty(int waiting, long held) {
    return waiting <= requests / 2 && held <= bytes / 2;
  }
}
