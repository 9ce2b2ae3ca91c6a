package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How many calls a second the API may be asked, over all replicas together: each takes its share of
 * one bucket of tokens. What somebody waits for at the other end goes first: answers, then
 * submissions, then questions; but every fourth token is for questions that wait, so that what runs
 * comes to its end. Lives on the bridge's thread.
 */
public final class ApiBudget {
  /** What a call is for, the most urgent first. */
  public enum Use {
    /** Tool replies, actions, cancels. */
    ANSWER,
    SUBMISSION,
    /** Status and lists; also files and profiles that a request needs beforehand. */
    QUESTION
  }

  /** A call that waits for its token. */
  private record Waiting(Runnable call, Instant since) {}

  private static final int QUESTIONS_GET_EVERY = 4;

  /**
   * A submission that does not come back for its token in this time has no need for it any more.
   */
  private static final Duration SUBMISSION_INTEREST = Duration.ofSeconds(2);

  private final double perSecond;
  private final Clock clock;
  private final DoubleSupplier share;
  private final Monitor monitor;

  private final Deque<Waiting> answers = new ArrayDeque<>();
  private final Deque<Waiting> questions = new ArrayDeque<>();
  private Instant submissionSince;
  private Instant submissionSeen;
  private double tokens;
  private Instant filledAt;
  private int sinceQuestion;

  /**
   * @param perSecond calls in any second over all replicas; 0: no limit
   * @param share of the calls that is this replica's, 0 to 1
   * @param monitor hears how long calls waited
   */
  public ApiBudget(double perSecond, Clock clock, DoubleSupplier share, Monitor monitor) {
    if (perSecond < 0) {
      throw new IllegalArgumentException(
          "bridge.api.rate-limit must be 0 (no limit) or more calls a second, not " + perSecond);
    }
    this.perSecond = perSecond;
    this.clock = requireNonNull(clock, "clock");
    this.share = requireNonNull(share, "share");
    this.monitor = requireNonNull(monitor, "monitor");
    this.tokens = 1;
    this.filledAt = clock.instant();
  }

  /** One that never keeps anything back. */
  public static ApiBudget unlimited() {
    return new ApiBudget(0, Clock.systemUTC(), () -> 1, Monitor.SILENT);
  }

  /** Whether there is a limit at all. */
  public boolean limited() {
    return perSecond > 0;
  }

  /** Makes a call as soon as there is a token for it, at once if there is one now. */
  public void call(Use use, Runnable call) {
    (use == Use.ANSWER ? answers : questions).addLast(new Waiting(call, clock.instant()));
    tick();
  }

  /**
   * Takes a token for a submission, which cannot wait in a queue: its intent would grow old.
   *
   * @return false when there is none; then {@link #nextForSubmission} says when to come again
   */
  public boolean takeForSubmission() {
    if (!limited()) {
      return true;
    }
    Instant now = clock.instant();
    fill(now);
    boolean mine = tokens >= 1 && answers.isEmpty() && !questionsTurn();
    if (!mine) {
      submissionSince = submissionSince == null ? now : submissionSince;
      submissionSeen = now;
      return false;
    }
    tokens--;
    sinceQuestion++;
    monitor.apiCallWaited(
        Use.SUBMISSION,
        submissionSince == null ? Duration.ZERO : Duration.between(submissionSince, now));
    submissionSince = null;
    return true;
  }

  /** When there may be a token for a submission; empty when one need not wait. */
  public Optional<Instant> nextForSubmission() {
    return submissionSince == null ? Optional.empty() : Optional.of(nextToken());
  }

  /** Makes the calls that there are tokens for. */
  public void tick() {
    Instant now = clock.instant();
    fill(now);
    while (!limited() || tokens >= 1) {
      if (!answers.isEmpty() && !questionsTurn()) {
        sinceQuestion++;
        begin(answers.removeFirst(), Use.ANSWER, now);
      } else if (!questions.isEmpty() && (questionsTurn() || !submissionWaits(now))) {
        sinceQuestion = 0;
        begin(questions.removeFirst(), Use.QUESTION, now);
      } else {
        return;
      }
    }
  }

  private void begin(Waiting next, Use use, Instant now) {
    tokens--;
    monitor.apiCallWaited(use, Duration.between(next.since(), now));
    next.call().run();
  }

  /** When {@link #tick} has something to do. */
  public Optional<Instant> next() {
    return answers.isEmpty() && questions.isEmpty() ? Optional.empty() : Optional.of(nextToken());
  }

  /** Calls that wait for a token. */
  public int waiting() {
    return answers.size() + questions.size();
  }

  private boolean questionsTurn() {
    return !questions.isEmpty() && sinceQuestion >= QUESTIONS_GET_EVERY - 1;
  }

  private boolean submissionWaits(Instant now) {
    if (submissionSince != null && submissionSeen.plus(SUBMISSION_INTEREST).isBefore(now)) {
      submissionSince = null;
    }
    return submissionSince != null;
  }

  private Instant nextToken() {
    fill(clock.instant());
    if (tokens >= 1) {
      return clock.instant();
    }
    return filledAt.plusMillis(1 + (long) ((1 - tokens) * 1_000 / rate()));
  }

  private void fill(Instant now) {
    if (now.isAfter(filledAt)) {
      double seconds = Duration.between(filledAt, now).toNanos() / 1e9;
      tokens = Math.min(burst(), tokens + seconds * rate());
      filledAt = now;
    }
  }

  /** So many at once; with what flows in meanwhile it makes no second too full. */
  private double burst() {
    return Math.max(1, mine() / 11);
  }

  private double rate() {
    return Math.max(mine() - burst(), mine() / 2);
  }

  private double mine() {
    // One that owns nothing may still look whether the API is there.
    return perSecond * Math.min(1, Math.max(share.getAsDouble(), 0.01));
  }
}
