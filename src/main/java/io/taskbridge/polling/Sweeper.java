package io.taskbridge.polling;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.polling.Lane.Page;
import io.taskbridge.polling.Lane.Step;
import io.taskbridge.polling.Questions.Question;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Asks about many tasks at once by reading the API's list, as a {@link SweepPlan} says. Lives on
 * the bridge's thread.
 */
final class Sweeper {
  /** Pages that one sweep reads at once. */
  private static final int MOST_LANES = 16;

  private static final int SHORTEST_PAGE = 8;

  /** So many pages that could be read, and longer ones are tried again. */
  private static final int PAGES_BEFORE_LONGER_ONES = 50;

  private static final int OK = 200;

  private final ApiLine line;
  private final Questions questions;
  private final Ledger ledger;
  private final Watches watches;
  private final PollPlan plan;
  private final Findings findings;
  private final Inquiry inquiry;
  private final Monitor monitor;
  private final Clock clock;
  private final Set<Run> runs = new LinkedHashSet<>();
  private int pageLength = SweepPlan.PAGE;
  private int pagesRead;

  /** A lane on its way. */
  private static final class Run {
    private final Instant since;
    private Lane<Watch> lane;

    private Run(Lane<Watch> lane, Instant since) {
      this.lane = lane;
      this.since = since;
    }
  }

  Sweeper(
      ApiLine line,
      Questions questions,
      Ledger ledger,
      Watches watches,
      PollPlan plan,
      Findings findings,
      Inquiry inquiry,
      Monitor monitor,
      Clock clock) {
    this.line = line;
    this.questions = questions;
    this.ledger = ledger;
    this.watches = watches;
    this.plan = plan;
    this.findings = findings;
    this.inquiry = inquiry;
    this.monitor = monitor;
    this.clock = clock;
  }

  /** Since when the oldest sweep is under way; empty when none is. */
  Optional<Instant> oldest() {
    return runs.isEmpty() ? Optional.empty() : Optional.of(runs.iterator().next().since);
  }

  /** Asks about these, all of which stand in the list. */
  void sweep(List<Watch> due, Instant since) {
    List<Due<Watch>> listed = new ArrayList<>(due.size());
    for (Watch watch : due) {
      listed.add(new Due<>(watch, watch.createdAt(), watch.standsAlone()));
    }
    SweepPlan<Watch> sweep = SweepPlan.of(listed, MOST_LANES);
    sweep.byId().forEach(watch -> inquiry.ask(watch, since));
    for (Lane<Watch> lane : sweep.lanes()) {
      Run run = new Run(lane, since);
      runs.add(run);
      goOn(run);
    }
  }

  private void goOn(Run run) {
    questions.add(new Question(run.since, () -> begin(run)));
  }

  private boolean begin(Run run) {
    Optional<Lane<Watch>> left = run.lane.from(this::isWanted);
    if (left.isEmpty()) {
      runs.remove(run);
      return false;
    }
    run.lane = left.get();
    int length = pageLength;
    long number = line.latest() + 1;
    line.list(
        run.lane.before(),
        length,
        outcome -> {
          questions.answered();
          if (outcome instanceof ApiOutcome.Ok<List<TaskSnapshot>> page) {
            heard(run, page.value(), length, number);
          } else {
            failed(run, outcome, length);
          }
        });
    return true;
  }

  private boolean isWanted(Watch watch) {
    return watches.contains(watch) && !watch.asked();
  }

  private void heard(Run run, List<TaskSnapshot> page, int length, long number) {
    if (length == pageLength && ++pagesRead > PAGES_BEFORE_LONGER_ONES) {
      pagesRead = 0;
      pageLength = Math.min(SweepPlan.PAGE, pageLength * 2);
    }
    Set<Watch> seen = new HashSet<>();
    for (TaskSnapshot task : page) {
      watches.forEach(
          task.id(),
          watch -> {
            seen.add(watch);
            heard(watch, task, run.since, number);
          });
    }
    Long oldest =
        page.stream()
            .map(TaskSnapshot::createdAt)
            .filter(Objects::nonNull)
            .min(Long::compare)
            .orElse(null);
    Step<Watch> step = run.lane.after(new Page<>(seen, page.size() >= length, oldest));
    if (step.covered().size() < SweepPlan.LEAST_YIELD) {
      step.covered().forEach(Watch::foundAlone);
    }
    step.byId().stream().filter(this::isWanted).forEach(watch -> inquiry.ask(watch, run.since));
    if (step.rest().isPresent()) {
      run.lane = step.rest().get();
      goOn(run);
    } else {
      runs.remove(run);
    }
  }

  private void heard(Watch watch, TaskSnapshot element, Instant since, long number) {
    if (watch.asked() || watch.heardSince(number)) {
      return;
    }
    LedgerEntry entry = ledger.find(watch.partition(), watch.requestId()).orElseThrow();
    FollowedTask task = entry.followed().orElseThrow();
    Listed listed = Listed.of(task, element);
    if (listed == Listed.ASK) {
      inquiry.askFirst(watch, since);
      return;
    }
    Instant now = clock.instant();
    watch.heard(line.latest(), element);
    watch.wasListed();
    if (listed == Listed.NEWS || Findings.isOver(entry, now)) {
      findings.publish(entry, task, element, now);
    }
    if (watches.contains(watch)) {
      LedgerEntry after = ledger.find(watch.partition(), watch.requestId()).orElseThrow();
      plan.heard(watch, after, since, now);
    }
  }

  /** A page that is too long to be read is tried shorter; else all of the lane waits. */
  private void failed(Run run, ApiOutcome<?> outcome, int length) {
    monitor.sweepFailed(outcome);
    boolean unreadable = outcome instanceof ApiOutcome.Ambiguous<?> a && a.httpStatus() == OK;
    if (unreadable && length > SHORTEST_PAGE) {
      pageLength = Math.min(pageLength, Math.max(SHORTEST_PAGE, length / 2));
      pagesRead = 0;
      goOn(run);
      return;
    }
    runs.remove(run);
    boolean byId = unreadable || outcome instanceof ApiOutcome.Refused<?>;
    Instant now = clock.instant();
    for (Due<Watch> due : run.lane.due()) {
      Watch watch = due.key();
      if (isWanted(watch) && byId) {
        watch.foundAlone();
        inquiry.ask(watch, run.since);
      } else if (isWanted(watch)) {
        plan.failed(watch, outcome, now);
      }
    }
  }
}
