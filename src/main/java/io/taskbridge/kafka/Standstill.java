package io.taskbridge.kafka;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Tells when something has stood still for too long, however long it takes while it moves. */
final class Standstill implements BooleanSupplier {
  private final Duration patience;
  private final LongSupplier nanos;
  private final LongSupplier place;
  private long last;
  private long since;

  /**
   * @param nanos the monotonic clock
   * @param place another one whenever something has moved
   */
  Standstill(Duration patience, LongSupplier nanos, LongSupplier place) {
    this.patience = patience;
    this.nanos = nanos;
    this.place = place;
    this.last = -1;
    this.since = nanos.getAsLong();
  }

  @Override
  public boolean getAsBoolean() {
    long now = nanos.getAsLong();
    long current = place.getAsLong();
    if (current != last) {
      last = current;
      since = now;
    }
    return now - since > patience.toNanos();
  }
}
