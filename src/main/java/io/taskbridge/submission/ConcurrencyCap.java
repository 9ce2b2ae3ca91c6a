package io.taskbridge.submission;

import io.taskbridge.task.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * How many tasks the API seems to take at once, learnt from its answers: "too much" shrinks it to
 * what runs, after a pause it grows by one for each task that is accepted beyond it. Lives on the
 * bridge's thread.
 */
final class ConcurrencyCap {
  /** Nothing stands still for longer unless the API asks for it. */
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

  private final Clock clock;
  private final RandomGenerator random;
  private int limit = Integer.MAX_VALUE;
  private int inRow;
  private Instant pausedUntil = Instant.MIN;
  private Instant cutAt = Instant.MIN;
  private boolean asked;
  private int freed;

  ConcurrencyCap(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * Whether one more may be submitted.
   *
   * @param atApi tasks at the API, those that are being submitted included
   */
  boolean allows(int atApi) {
    if (paused()) {
      return freed > 0 && atApi < limit;
    }
    // One beyond the limit at a time finds out whether there is more room by now.
    return atApi <= limit;
  }

  /** One more is submitted. */
  void submitting() {
    if (paused()) {
      freed--;
    }
  }

  /** The API took one. */
  void accepted(int atApi) {
    inRow = 0;
    limit = Math.max(limit, atApi);
  }

  /**
   * The API said that it is too much.
   *
   * @param running tasks that the API has accepted
   * @param sentAt when the submission was sent: what was in the air together counts once
   * @param retryAfter what the API asked for; null when it did not say
   */
  void throttled(int running, Instant sentAt, Duration retryAfter) {
    Instant now = clock.instant();
    Duration wanted = retryAfter;
    if (!sentAt.isBefore(cutAt)) {
      cutAt = now;
      limit = Math.max(1, Math.min(limit, running));
      freed = 0;
      asked = false;
      pausedUntil = now.plus(PAUSES.after(++inRow, random));
    }
    if (wanted != null) {
      asked = true;
      wanted = wanted.compareTo(LONGEST_RETRY_AFTER) < 0 ? wanted : LONGEST_RETRY_AFTER;
      pausedUntil = latest(pausedUntil, now.plus(wanted));
    }
  }

  /** A task of ours has left the API: there is room for one, unless the API asked to wait. */
  void left() {
    if (paused() && !asked && freed < limit) {
      freed++;
    }
  }

  /** When more may be submitted than now; empty when no time is waited for. */
  Optional<Instant> next() {
    return paused() ? Optional.of(pausedUntil) : Optional.empty();
  }

  /** The limit; empty while the API has never said that it is too much. */
  OptionalInt limit() {
    return limit == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  private boolean paused() {
    return clock.instant().isBefore(pausedUntil);
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
