package io.taskbridge.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until a test moves it. */
public final class MutableClock extends Clock {
  public static final Instant START = Instant.parse("2026-05-04T12:00:00Z");

  private Instant now = START;
  private long nanos;

  /** Lets time pass. */
  public void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  /** Is set anew; no time passes. */
  public void step(Duration ahead) {
    now = now.plus(ahead);
  }

  /** The monotonic clock, in nanoseconds. */
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the bridge never asks for another zone");
  }
}
