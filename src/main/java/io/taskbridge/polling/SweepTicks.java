package io.taskbridge.polling;

import java.time.Duration;
import java.time.Instant;

/**
 * The moments at which many tasks are asked about together. They are an interval apart, each moved
 * by a little chance of its own, so that replicas do not ask in step. Pure.
 */
final class SweepTicks {
  /** A tick is late by at most this part of the interval. */
  private static final int JITTER_PARTS = 10;

  private final long interval;
  private final long jitter;
  private final long seed;

  /**
   * @param seed makes the ticks of this replica its own
   */
  SweepTicks(Duration interval, long seed) {
    this.interval = Math.max(1, interval.toMillis());
    this.jitter = this.interval / JITTER_PARTS;
    this.seed = seed;
  }

  /** The first tick from this moment on. */
  Instant from(Instant moment) {
    long number = Math.floorDiv(moment.toEpochMilli() - phase() - jitter, interval);
    while (millis(number) < moment.toEpochMilli()) {
      number++;
    }
    return Instant.ofEpochMilli(millis(number));
  }

  /**
   * The tick closest to a delay after an earlier one, or the first from now on if that has passed.
   *
   * @param asked the tick, or the moment, at which the last question was due
   */
  Instant after(Instant asked, Duration delay, Instant now) {
    long wanted = asked.plus(delay).toEpochMilli() - phase();
    Instant closest = Instant.ofEpochMilli(millis(Math.floorDiv(wanted + interval / 2, interval)));
    return closest.isAfter(now) ? closest : from(now.plusMillis(1));
  }

  private long millis(long number) {
    return phase() + number * interval + (jitter == 0 ? 0 : mixed(number) % (jitter + 1));
  }

  private long phase() {
    return mixed(0) % interval;
  }

  /** A number that looks random, never negative (the finalizer of SplitMix64). */
  private long mixed(long number) {
    long z = seed + number * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (z ^ (z >>> 31)) & Long.MAX_VALUE;
  }
}
