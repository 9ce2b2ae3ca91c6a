package io.taskbridge.polling;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.polling.Questions.Question;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskLifecycle.Observation;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Asks about tasks one by one. Lives on the bridge's thread. */
final class Inquiry {
  private static final int NOT_FOUND = 404;

  /** An answer without news that took this long was held back. */
  private static final Duration LOOKS_HELD = Duration.ofSeconds(1);

  private final PollSettings settings;
  private final ApiLine line;
  private final Questions questions;
  private final Ledger ledger;
  private final Watches watches;
  private final PollPlan plan;
  private final Findings findings;
  private final Monitor monitor;
  private final Clock clock;
  private int held;
  private boolean apiHolds = true;

  /**
   * One question.
   *
   * @param number counted over all tasks
   * @param since when it was due
   * @param began when it was asked
   */
  private record Asked(
      OptionalLong after, boolean ahead, long number, Instant since, Instant began) {}

  Inquiry(
      PollSettings settings,
      ApiLine line,
      Questions questions,
      Ledger ledger,
      Watches watches,
      PollPlan plan,
      Findings findings,
      Monitor monitor,
      Clock clock) {
    this.settings = settings;
    this.line = line;
    this.questions = questions;
    this.ledger = ledger;
    this.watches = watches;
    this.plan = plan;
    this.findings = findings;
    this.monitor = monitor;
    this.clock = clock;
  }

  /** Questions in the air that the API may hold open. */
  int held() {
    return held;
  }

  /** Asks when it is its turn. */
  void ask(Watch watch, Instant since) {
    if (!watch.asked()) {
      watch.asked(true);
      questions.add(new Question(since, () -> begin(watch, since)));
    }
  }

  /** Asks before those that only look whether there is anything new. */
  void askFirst(Watch watch, Instant since) {
    if (!watch.asked()) {
      watch.asked(true);
      questions.addUrgent(new Question(since, () -> begin(watch, since)));
    }
  }

  /** Something is about to happen in this task. */
  void soon(Watch watch) {
    if (watch.asked()) {
      // The question in the air may have been put too early.
      watch.hurry();
    } else {
      plan.atOnce(watch, clock.instant());
    }
  }

  /** Asks for events: held open where only new ones are of interest and one more may be held. */
  void askForEvents(Watch watch, LedgerEntry entry, FollowedTask task, Instant since) {
    if (watch.held()) {
      return;
    }
    if (watch.looksAhead(task) && held < settings.maxHeld() && !watch.asked()) {
      hold(watch, entry, task, since);
    } else {
      ask(watch, since);
    }
  }

  /** Lets the API hold a question open beside those for the status, if it does such things. */
  void lookAhead(Watch watch, LedgerEntry entry, FollowedTask task) {
    if (apiHolds && !watch.held() && held < settings.maxHeld()) {
      hold(watch, entry, task, clock.instant());
    }
  }

  private void hold(Watch watch, LedgerEntry entry, FollowedTask task, Instant since) {
    held++;
    watch.held(true);
    OptionalLong after = watch.eventsAfter(entry, task, true);
    Asked asked = new Asked(after, true, line.latest() + 1, since, clock.instant());
    line.get(
        task.taskId(),
        after,
        outcome -> {
          held--;
          watch.held(false);
          heard(watch, asked, outcome);
        });
  }

  private boolean begin(Watch watch, Instant since) {
    if (!watches.contains(watch)) {
      return false;
    }
    LedgerEntry entry = entry(watch);
    FollowedTask task = entry.followed().orElseThrow();
    OptionalLong after = watch.eventsAfter(entry, task, false);
    Asked asked = new Asked(after, false, line.latest() + 1, since, clock.instant());
    line.get(
        task.taskId(),
        after,
        outcome -> {
          questions.answered();
          watch.asked(false);
          heard(watch, asked, outcome);
        });
    return true;
  }

  private void heard(Watch watch, Asked asked, ApiOutcome<TaskSnapshot> outcome) {
    if (!watches.contains(watch)) {
      return;
    }
    LedgerEntry entry = entry(watch);
    FollowedTask task = entry.followed().orElseThrow();
    Instant now = clock.instant();
    plan.keep(watch, now);
    if (outcome instanceof ApiOutcome.Ok<TaskSnapshot> ok) {
      answered(watch, entry, task, asked, ok.value(), now);
    } else if (isUnknown(outcome)) {
      plan.confirm(watch, now);
      if (watch.unknownAgain(now, settings.interval())) {
        findings.publishUnknown(entry, task, now);
      }
    } else {
      monitor.pollFailed(watch.requestId(), task.taskId(), outcome);
      plan.failed(watch, outcome, now);
    }
  }

  private void answered(
      Watch watch,
      LedgerEntry entry,
      FollowedTask task,
      Asked asked,
      TaskSnapshot answer,
      Instant now) {
    if (watch.mayLeaveOut(task, asked.after(), answer)) {
      watch.answered(task, asked.after(), true);
      plan.atOnce(watch, now);
      return;
    }
    TaskSnapshot latest = watch.heardSince(asked.number()) ? answer.notBefore(task) : answer;
    watch.heard(line.latest(), answer);
    Observation seen = findings.publish(entry, task, latest, now);
    watch.answered(task, asked.after(), seen.changed());
    if (!watches.contains(watch)) {
      return;
    }
    LedgerEntry after = entry(watch);
    if (watch.hurried() || after.awaitsEvents() && moreMayCome(asked, seen, answer, now)) {
      plan.atOnce(watch, now);
    } else {
      plan.heard(watch, after, asked.since(), now);
    }
  }

  /** Whether to ask for events again at once: there were some, or the API holds such questions. */
  private boolean moreMayCome(Asked asked, Observation seen, TaskSnapshot answer, Instant now) {
    boolean news = !answer.events().isEmpty() && seen.changed();
    if (asked.ahead()) {
      Duration took = Duration.between(asked.began(), now);
      Duration least =
          settings.interval().compareTo(LOOKS_HELD) < 0 ? settings.interval() : LOOKS_HELD;
      boolean wasHeld = took.compareTo(least) >= 0;
      if (!seen.changed()) {
        apiHolds = wasHeld;
      }
      return news || wasHeld;
    }
    boolean lookedForEvents = asked.after().isPresent();
    return news || lookedForEvents && apiHolds && held < settings.maxHeld();
  }

  private LedgerEntry entry(Watch watch) {
    return ledger.find(watch.partition(), watch.requestId()).orElseThrow();
  }

  private static boolean isUnknown(ApiOutcome<?> outcome) {
    return outcome instanceof ApiOutcome.Refused<?> r && r.httpStatus() == NOT_FOUND;
  }
}
