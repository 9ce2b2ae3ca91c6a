package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
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
    /** What answers is not the API: a request would be refused there, and be spent. */
    WRONG_URL,
    /** Nothing new is accepted until someone pays. */
    CREDITS_EXHAUSTED;

    /** Whether even reading is pointless. */
    public boolean closedForAll() {
      return this == UNREACHABLE || this == NOT_AUTHENTICATED || this == WRONG_URL;
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

  /**
   * The permit to try a closed gate, tied to one call: there is one at a time, and whoever holds it
   * hands it back with the call's outcome, or with {@link #notTried} when the call was never made.
   */
  public static final class Probe {
    Probe() {}
  }

  /** So many unclear submissions in a row, and the next ones wait. */
  private static final int UNCLEAR_IN_A_ROW = 3;

  /** Between two tries whether there are credits again, over all replicas. */
  public static final Duration CREDITS_PROBE = Duration.ofSeconds(5);

  private final Clock clock;
  private final Consumer<State> onChange;
  private final DoubleSupplier share;
  private final GateProbes probes;

  private State state;
  private int unclear;
  private boolean unheard;

  /** A gate of the only replica. */
  public ApiGate(Clock clock, RandomGenerator random, Backoff backoff, Consumer<State> onChange) {
    this(clock, random, backoff, onChange, () -> 1);
  }

  /**
   * @param backoff between two tries while closed
   * @param onChange hears when a door opens or closes, not of every failed try
   * @param share of the work that is this replica's, up to 1: all replicas together are to try for
   *     credits no more often than one would
   */
  public ApiGate(
      Clock clock,
      RandomGenerator random,
      Backoff backoff,
      Consumer<State> onChange,
      DoubleSupplier share) {
    this.share = requireNonNull(share, "share");
    this.clock = requireNonNull(clock, "clock");
    this.onChange = requireNonNull(onChange, "onChange");
    this.state = new State(Door.OPEN, clock.instant(), null);
    this.probes = new GateProbes(clock, random, backoff, share);
  }

  /** Lets nobody pass before the first look at the API: what stands there may be something else. */
  public ApiGate closedUntilHeard() {
    unheard = true;
    return this;
  }

  public State state() {
    return state;
  }

  /** Whether submissions may flow freely. */
  public boolean open() {
    return state.door() == Door.OPEN && !unheard;
  }

  /** Whether reading and answering may flow freely. */
  public boolean openForReading() {
    return !state.door().closedForAll() && !unheard;
  }

  /** When the next try is allowed while closed. */
  public Instant nextProbe() {
    return probes.next();
  }

  /** Whether a try is in the air. */
  public boolean probing() {
    return probes.inTheAir();
  }

  /** Whether other replicas may find out before this one that there are credits again. */
  public boolean othersMayHaveCredits() {
    return state.door() == Door.CREDITS_EXHAUSTED && share.getAsDouble() < 1;
  }

  /** The one permit to try; empty when it is too early, or another try is in the air. */
  public Optional<Probe> tryProbe() {
    return open() ? Optional.empty() : probes.take();
  }

  /** Gives a permit back whose call was never made. */
  public void notTried(Probe unused) {
    probes.takeBack(unused);
  }

  /** Learns from a submission that needed no permit. */
  public void heardOfSubmission(ApiOutcome<?> outcome) {
    heardOfSubmission(outcome, null);
  }

  /**
   * Learns from a submission.
   *
   * @param permit that it was made with; null for none
   */
  public void heardOfSubmission(ApiOutcome<?> outcome, Probe permit) {
    boolean tried = probes.takeBack(permit);
    if (outcome instanceof ApiOutcome.Ok<?>) {
      open("a task was accepted");
    } else if (outcome instanceof ApiOutcome.CreditsExhausted<?> c) {
      close(Door.CREDITS_EXHAUSTED, c.describe(), c.retryAfter(), tried);
    } else if (outcome instanceof ApiOutcome.Ambiguous<?> a) {
      unclear++;
      if (unclear >= UNCLEAR_IN_A_ROW || !open()) {
        close(Door.FAILING, a.describe(), a.retryAfter(), tried);
      }
    } else if (outcome instanceof ApiOutcome.Refused<?>
        || outcome instanceof ApiOutcome.Throttled<?>) {
      clear(outcome.retryAfter(), tried);
    } else {
      heard(outcome, tried);
    }
  }

  /** Learns from any other call that needed no permit. */
  public void heard(ApiOutcome<?> outcome) {
    heard(outcome, null);
  }

  /**
   * Learns from any other call.
   *
   * @param permit that it was made with; null for none
   */
  public void heard(ApiOutcome<?> outcome, Probe permit) {
    heard(outcome, probes.takeBack(permit));
  }

  /** Learns that somebody else's submission was accepted. */
  public void heardOfCredits() {
    if (state.door() == Door.CREDITS_EXHAUSTED) {
      open("the task API accepts tasks of others");
    }
  }

  private void heard(ApiOutcome<?> said, boolean tried) {
    ApiOutcome<?> outcome = unheard ? atFirst(said) : said;
    unheard &=
        outcome instanceof ApiOutcome.NotSent<?> || outcome instanceof ApiOutcome.NotTheApi<?>;
    if (outcome instanceof ApiOutcome.NotSent<?> n) {
      close(Door.UNREACHABLE, n.describe(), null, tried);
    } else if (outcome instanceof ApiOutcome.NotAuthenticated<?> n) {
      close(Door.NOT_AUTHENTICATED, n.describe(), null, tried);
    } else if (outcome instanceof ApiOutcome.NotTheApi<?> n) {
      close(Door.WRONG_URL, n.describe(), null, tried);
    } else if (state.door().closedForAll() && isTheApis(outcome)) {
      open("the task API answers");
    } else if (state.door().closedForAll() || tried && !open()) {
      again(null, tried);
    }
  }

  /** Any web site answers with success, with a page of its own. */
  private static ApiOutcome<?> atFirst(ApiOutcome<?> outcome) {
    return outcome instanceof ApiOutcome.Ambiguous<?> a && a.senseless()
        ? new ApiOutcome.NotTheApi<>(a.httpStatus())
        : outcome;
  }

  /**
   * What is not the API refuses as well, by the same status; but only the API has so much to tell
   * that we do not read it.
   */
  private boolean isTheApis(ApiOutcome<?> outcome) {
    if (outcome instanceof ApiOutcome.Ambiguous<?> a) {
      return a.tooLong();
    }
    return state.door() != Door.WRONG_URL || outcome instanceof ApiOutcome.Ok<?>;
  }

  /** A clear answer, but it may come before anybody looks at the credits, or not from the API. */
  private void clear(Duration retryAfter, boolean tried) {
    if (state.door() == Door.CREDITS_EXHAUSTED || state.door() == Door.WRONG_URL) {
      again(retryAfter, tried);
    } else {
      open("the task API answers");
    }
  }

  private void open(String why) {
    unclear = 0;
    probes.opened();
    unheard = false;
    if (!open()) {
      state = new State(Door.OPEN, clock.instant(), null);
      onChange.accept(new State(Door.OPEN, state.since(), why));
    }
  }

  private void close(Door door, String detail, Duration retryAfter, boolean tried) {
    boolean news = state.door() != door;
    if (news) {
      probes.changed();
      state = new State(door, clock.instant(), detail);
    }
    again(retryAfter, tried);
    if (news) {
      onChange.accept(state);
    }
  }

  private void again(Duration retryAfter, boolean tried) {
    probes.failed(tried, state.door() == Door.CREDITS_EXHAUSTED, retryAfter);
  }
}
