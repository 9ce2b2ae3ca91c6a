package io.taskbridge.sandbox.api;

/** Counts the calls of the current second. */
final class RateLimit {

  private long second;
  private int calls;

  /** Whether one more call is within the limit; 0 means there is none. */
  boolean allows(int perSecond, long nowMs) {
    if (perSecond == 0) {
      return true;
    }
    if (second != nowMs / 1_000) {
      second = nowMs / 1_000;
      calls = 0;
    }
    return ++calls <= perSecond;
  }
}
