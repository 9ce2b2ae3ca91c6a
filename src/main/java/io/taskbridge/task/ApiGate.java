package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Whether the task API takes calls just now, learnt from what became of the last ones. While it is
 * closed one caller at a time may try, after a growing delay: no request is burnt against an API
 * that lets nobody in. Lives on the bridge's thread.
 */
public final class ApiGate {
  /** Why it is closed. */
  public enum Door {
    OPEN,
    /** Nothing of ours arrives. */
    UNREACHABLE,
    /** Calls arrive and no clear answer comes back. */
    FAILING,
    /** The key is not accepted. */
    NOT_AUTHENTICATED,
    /** Nothing new is accepted until someone pays. */
    CREDITS_EXHAUSTED,
    /** Too much at once. */
    THROTTLED;

    /** Whether even reading is pointless. */
    public boolean closedForAll() {
      return this == UNREACHABLE || this == NOT_AUTHENTICATED;
    }
  }

  /**
   * What is known.
   *
   * @param door why it is closed, or open
   * @param since when it came to this
   * @param detail a sentence for people; null while open
   */
  public record State(Door door, Instant since, String detail) {}

  /** So many unclear submissions in a row, and the next ones wait. */
  private static final int UNCLEAR_IN_A_ROW = 3;

  private static final Duration SHORTEST_CREDITS_PROBE = Duration.ofSeconds(5);

  private static final Duration PROBE_LOST = Duration.ofMinutes(2);

  private final Clock clock;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Consumer<State> onChange;

  private State state;
  private int failures;
  private int unclear;
  private boolean probing;
  private Instant nextProbe;

  /**
   * @param backoff between two tries while closed
   * @param onChange hears when a door opens or closes, not of every failed try
   */
  public ApiGate(Clock clock, RandomGenerator random, Backoff backoff, Consumer<State> onChange) {
    this.clock = requireNonNull(clock, "clock");
    this.random = requireNonNull(random, "random");
    this.backoff = requireNonNull(backoff, "backoff");
    this.onChange = requireNonNull(onChange, "onChange");
    this.state = new State(Door.OPEN, clock.instant(), null);
    this.nextProbe = clock.instant();
  }

  public State state() {
    return state;
  }

  /** Whether submissions may flow freely. */
  public boolean open() {
    return state.door() == Door.OPEN;
  }

  /** Whether reading and answering may flow freely. */
  public boolean openForReading() {
    return !state.door().closedForAll();
  }

  /** When the next try is allowed while closed. */
  public Instant nextProbe() {
    return nextProbe;
  }

  /** Takes the one permit to try; false when it is too early, or another try is in the air. */
  public boolean tryProbe() {
    Instant now = clock.instant();
    if (open() || now.isBefore(nextProbe)) {
      return false;
    }
    probing = true;
    // Should the answer never be heard of, the next try is still allowed some time.
    nextProbe = now.plus(PROBE_LOST);
    return true;
  }

  /** Learns from a submission. */
  public void heardOfSubmission(ApiOutcome<?> outcome) {
    if (outcome instanceof ApiOutcome.Ok<?>) {
      open("a task was accepted");
    } else if (outcome instanceof ApiOutcome.CreditsExhausted<?> c) {
      close(Door.CREDITS_EXHAUSTED, c.describe(), longer(c.retryAfter(), SHORTEST_CREDITS_PROBE));
    } else if (outcome instanceof ApiOutcome.Throttled<?> t) {
      close(Door.THROTTLED, t.describe(), t.retryAfter());
    } else if (outcome instanceof ApiOutcome.Ambiguous<?> a) {
      unclear++;
      if (unclear >= UNCLEAR_IN_A_ROW || !open()) {
        close(Door.FAILING, a.describe(), a.retryAfter());
      }
    } else if (outcome instanceof ApiOutcome.Refused<?>) {
      refused();
    } else {
      heard(outcome);
    }
  }

  /** Learns from any other call. */
  public void heard(ApiOutcome<?> outcome) {
    if (outcome instanceof ApiOutcome.NotSent<?> n) {
      close(Door.UNREACHABLE, n.describe(), null);
    } else if (outcome instanceof ApiOutcome.NotAuthenticated<?> n) {
      close(Door.NOT_AUTHENTICATED, n.describe(), null);
    } else if (state.door().closedForAll()) {
      if (outcome instanceof ApiOutcome.Ambiguous<?>) {
        again(null);
      } else {
        open("the task API answers");
      }
    }
  }

  /** A refusal is a clear answer, but it may come before anybody looks at the credits. */
  private void refused() {
    if (state.door() == Door.CREDITS_EXHAUSTED) {
      again(SHORTEST_CREDITS_PROBE);
    } else {
      open("the task API answers");
    }
  }

  private void open(String why) {
    failures = 0;
    unclear = 0;
    probing = false;
    if (!open()) {
      state = new State(Door.OPEN, clock.instant(), null);
      onChange.accept(new State(Door.OPEN, state.since(), why));
    }
  }

  private void close(Door door, String detail, Duration atLeast) {
    boolean news = state.door() != door;
    if (news) {
      failures = 0;
      state = new State(door, clock.instant(), detail);
    }
    again(atLeast);
    if (news) {
      onChange.accept(state);
    }
  }

  /** Failures of calls that were in the air together count as one. */
  private void again(Duration atLeast) {
    Instant now = clock.instant();
    if (probing || failures == 0) {
      failures++;
      probing = false;
      nextProbe = now.plus(backoff.after(failures, random));
    }
    if (atLeast != null && nextProbe.isBefore(now.plus(atLeast))) {
      nextProbe = now.plus(atLeast);
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one == null || one.compareTo(other) < 0 ? other : one;
  }
}
