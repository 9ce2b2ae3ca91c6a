package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of day in whole milliseconds, but never backwards: what is due in a second must not wait
 * for an hour because somebody set the clock back by one. When that happens this clock runs at half
 * speed until the other has caught up; so it can be ahead, and what waits takes twice as long, but
 * nothing stands still. A step forward it follows at once. Safe to share between threads.
 */
public final class SteadyClock extends Clock {
  private static final SteadyClock SYSTEM =
      new SteadyClock(System::currentTimeMillis, System::nanoTime);

  private final LongSupplier wallMillis;
  private final LongSupplier nanoTime;

  /** What was told last, in nanoseconds since the epoch, and when by the monotonic clock. */
  private long told;

  private long toldAt;

  /**
   * @param wallMillis the time of day
   * @param nanoTime the monotonic clock, in nanoseconds
   */
  SteadyClock(LongSupplier wallMillis, LongSupplier nanoTime) {
    this.wallMillis = requireNonNull(wallMillis, "wallMillis");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    this.told = nanos(wallMillis.getAsLong());
    this.toldAt = nanoTime.getAsLong();
  }

  /** The one of this process: all that is due is compared with what one clock said. */
  public static Clock system() {
    return SYSTEM;
  }

  @Override
  public synchronized long millis() {
    long now = nanoTime.getAsLong();
    told = Math.max(nanos(wallMillis.getAsLong()), told + (now - toldAt) / 2);
    toldAt = now;
    return TimeUnit.NANOSECONDS.toMillis(told);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("it only tells instants");
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
