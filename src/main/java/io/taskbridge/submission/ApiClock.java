package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.ApiMoment;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.submission.ApiTime.Reading;
import io.taskbridge.task.TaskSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * When things happen by the API's clock, in which the creation times of tasks are. Each replica
 * learns how far it is from its own and writes its intents in it, so that whoever judges them needs
 * to know nothing of the clock of whoever wrote them. Lives on the bridge's thread.
 */
final class ApiClock {
  /** How far the clocks of replicas may be from each other where one did not know the API's. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  /** Before anything was learnt, clocks may be far apart; nothing is concluded from a near miss. */
  private static final Duration UNKNOWN = Duration.ofMinutes(15);

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final Duration grace;

  private ApiTime learnt;

  /** Of the last creation time that was heard of; null before. */
  private ChronoUnit unit;

  /**
   * @param wall the time of day as it is, leaps and all: others compare it with theirs
   * @param nanoTime the monotonic clock, in nanoseconds
   * @param grace how long after its intent a submission may still make a task
   */
  ApiClock(InstantSource wall, LongSupplier nanoTime, Duration grace) {
    this.wall = requireNonNull(wall, "wall");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    this.grace = requireNonNull(grace, "grace");
  }

  Reading read() {
    return new Reading(wall.instant(), nanoTime.getAsLong());
  }

  /** Learns from a submission that just went well. */
  void accepted(TaskSnapshot answer, Reading sent) {
    if (answer.createdAt() != null) {
      unit = ApiTime.unit(answer.createdAt());
      ApiTime sample = ApiTime.learn(answer.createdAt(), sent, read());
      learnt = sample == null ? learnt : sample;
    }
  }

  /** An intent of this moment. */
  Phase.Submitting intent(int attempt, Reading now) {
    return new Phase.Submitting(attempt, now.wall(), at(now));
  }

  /** When a submission may have made a task, by the API's clock. */
  Window madeIn(Phase.Submitting intent) {
    return madeIn(intent.intentAt(), intent.byApi());
  }

  /**
   * The same.
   *
   * @param byApi null when whoever wrote the intent did not know
   */
  Window madeIn(Instant intentAt, ApiMoment byApi) {
    if (byApi != null) {
      return new Window(byApi.earliest(), byApi.latest().plus(grace));
    }
    Reading read = read();
    ApiMoment now = at(read);
    Duration either = now == null ? UNKNOWN : SKEW;
    ApiMoment about =
        now == null
            ? new ApiMoment(intentAt, intentAt)
            : ApiTime.shifted(now, Duration.between(read.wall(), intentAt));
    return new Window(about.earliest().minus(either), about.latest().plus(grace).plus(either));
  }

  /**
   * How long an intent that was found must be waited for, whatever any wall clock says: for the
   * whole grace from now, unless the API's clock tells that a part of it is over.
   */
  Duration graceLeft(ApiMoment byApi) {
    ApiMoment now = at(read());
    if (byApi == null || now == null) {
      return grace;
    }
    Duration over =
        Duration.between(byApi.latest(), now.earliest()).minus(ApiTime.TOLERANCE.multipliedBy(2));
    return over.isNegative() ? grace : grace.minus(over);
  }

  /** Before which creation time all tasks are that were made until then; empty if unknown. */
  OptionalLong createdBefore(Instant until) {
    if (unit == null) {
      return OptionalLong.empty();
    }
    Instant end = until.plus(ApiTime.TOLERANCE);
    return OptionalLong.of(
        1 + (unit == ChronoUnit.SECONDS ? end.getEpochSecond() : end.toEpochMilli()));
  }

  /** Null when it is not known. */
  private ApiMoment at(Reading now) {
    return learnt == null ? null : learnt.at(now);
  }
}
