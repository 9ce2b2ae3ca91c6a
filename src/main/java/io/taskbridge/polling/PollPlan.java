package io.taskbridge.polling;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.FollowedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Chooses when each task is asked about next, and keeps it until then. */
final class PollPlan {
  /** A question without an answer by then was lost to a defect, and is asked again. */
  private static final Duration LOST = Duration.ofMinutes(10);

  /** One that the API asks to wait for longer is asked anyway. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

  private final PollSettings settings;
  private final Watches watches;
  private final RandomGenerator random;
  private final SweepTicks ticks;
  private final PollSchedule schedule = new PollSchedule();

  PollPlan(PollSettings settings, Watches watches, RandomGenerator random) {
    this.settings = settings;
    this.watches = watches;
    this.random = random;
    this.ticks = new SweepTicks(settings.interval(), random.nextLong());
  }

  /**
   * Spreads what is asked about one by one over an interval: a restart must not ask all at once.
   */
  void restored(Watch watch, LedgerEntry entry, Instant now) {
    long spread = (long) (settings.interval().toMillis() * random.nextDouble());
    schedule.put(watch, manner(watch, entry).listed() ? ticks.from(now) : now.plusMillis(spread));
  }

  /** A task that was just accepted. */
  void accepted(Watch watch, LedgerEntry entry, Instant now) {
    Instant due =
        switch (manner(watch, entry)) {
          case LIST -> ticks.from(now.plus(settings.interval().dividedBy(4)));
          // Its first event may be there any moment.
          case LIST_AND_EVENTS -> now;
          case ID, EVENTS -> now.plus(Backoff.jittered(settings.interval(), random));
        };
    schedule.put(watch, due);
  }

  /** An answer came that may have changed the entry. */
  void heard(Watch watch, LedgerEntry entry, Instant asked, Instant now) {
    FollowedTask task = entry.followed().orElseThrow();
    Duration quiet = Duration.between(entry.steering().quietSince(task.changedAt()), now);
    Duration delay = PollDelay.next(settings, quiet);
    if (entry.phase() instanceof Phase.Collecting collecting) {
      delay = PollDelay.forLinks(settings, quiet, Duration.between(now, collecting.until()));
    }
    boolean together = manner(watch, entry).listed();
    schedule.put(
        watch,
        together ? ticks.after(asked, delay, now) : now.plus(Backoff.jittered(delay, random)));
  }

  /** There may be more to hear at once. */
  void atOnce(Watch watch, Instant now) {
    schedule.put(watch, now);
  }

  /** Asked again after an interval, because the answer is to be confirmed. */
  void confirm(Watch watch, Instant now) {
    schedule.put(watch, now.plus(settings.interval()));
  }

  /** There was no clear answer. */
  void failed(Watch watch, ApiOutcome<?> outcome, Instant now) {
    schedule.put(watch, now.plus(afterFailure(watch.failed(), outcome)));
  }

  /** How long to wait after so many questions in a row without a clear answer. */
  private Duration afterFailure(int failures, ApiOutcome<?> outcome) {
    Duration delay = settings.failures().after(failures, random);
    Duration wanted = outcome.retryAfter();
    if (wanted == null || wanted.compareTo(delay) < 0) {
      return delay;
    }
    return wanted.compareTo(LONGEST_RETRY_AFTER) < 0 ? wanted : LONGEST_RETRY_AFTER;
  }

  /** Takes out what is due. Should nothing ever be heard of it, it is due again, much later. */
  List<Watch> take(Instant now) {
    List<Watch> due = schedule.take(now);
    due.forEach(watch -> keep(watch, now));
    return due;
  }

  /** Whatever fails from here on: this task is asked about again. */
  void keep(Watch watch, Instant now) {
    if (watches.contains(watch)) {
      schedule.put(watch, now.plus(LOST));
    }
  }

  Optional<Instant> next() {
    return schedule.next();
  }

  void drop(Watch watch) {
    schedule.remove(watch);
  }

  private static Manner manner(Watch watch, LedgerEntry entry) {
    return Manner.of(entry, entry.followed().orElseThrow(), watch.createdAt());
  }
}
