package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ApiGate.Probe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** When a closed gate may be tried, and who holds the one permit. Lives on the bridge's thread. */
final class GateProbes {
  /** An API that asks to wait for longer is asked anyway. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

  private final Clock clock;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final DoubleSupplier share;

  private int failures;
  private Probe probe;
  private Instant next;

  /**
   * @param share of the work that is this replica's, up to 1
   */
  GateProbes(Clock clock, RandomGenerator random, Backoff backoff, DoubleSupplier share) {
    this.clock = clock;
    this.random = requireNonNull(random, "random");
    this.backoff = requireNonNull(backoff, "backoff");
    this.share = requireNonNull(share, "share");
    this.next = clock.instant();
  }

  /** When the next try is allowed. */
  Instant next() {
    return next;
  }

  /** Whether the permit is out. */
  boolean inTheAir() {
    return probe != null;
  }

  /** The one permit; empty when it is too early, or it is out. */
  Optional<Probe> take() {
    if (probe != null || clock.instant().isBefore(next)) {
      return Optional.empty();
    }
    probe = new Probe();
    return Optional.of(probe);
  }

  /**
   * Takes a permit back.
   *
   * @param permit null for none
   * @return whether it is the one that is out; others were overtaken by an opening of the gate
   */
  boolean takeBack(Probe permit) {
    boolean current = permit != null && permit == probe;
    if (current) {
      probe = null;
    }
    return current;
  }

  /** The gate is open: a permit that is out counts no more. */
  void opened() {
    failures = 0;
    probe = null;
  }

  /** It is closed for another reason now, for which nothing was tried yet. */
  void changed() {
    failures = 0;
  }

  /**
   * A call failed. Those that were in the air together count as one.
   *
   * @param tried whether it held the permit
   * @param forCredits whether the gate waits for credits
   * @param retryAfter how long the API asks to wait; null when it does not
   */
  void failed(boolean tried, boolean forCredits, Duration retryAfter) {
    Instant now = clock.instant();
    if (tried || failures == 0) {
      failures++;
      next = now.plus(forCredits ? steadily() : backoff.after(failures, random));
    }
    Duration wanted = shorter(retryAfter, LONGEST_RETRY_AFTER);
    if (wanted != null && next.isBefore(now.plus(wanted))) {
      next = now.plus(wanted);
    }
  }

  /** Not longer and longer, so that the return of credits is not found out late. */
  private Duration steadily() {
    double mine = Math.min(1, Math.max(share.getAsDouble(), 0.01));
    double jitter = 1 + random.nextDouble() / 10;
    return Duration.ofMillis((long) (ApiGate.CREDITS_PROBE.toMillis() / mine * jitter));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one == null || one.compareTo(other) < 0 ? one : other;
  }
}
