package io.taskbridge.submission;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.submission.Evidence.Stranger;
import io.taskbridge.submission.LedgerSurvey.Survey;
import io.taskbridge.submission.TaskWindow.Listing;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Finds out what came of submissions without a clear answer: waits until none of them can make a
 * task any more, lists what the API has, then reads what all ledgers know, in this order. One round
 * at a time. Lives on the bridge's thread.
 */
final class Reconciler {
  private static final Duration SECOND_LOOK = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int LOOKS = 2;

  /** So often a list without an end is begun anew. */
  private static final int LISTS = 5;

  /** So often it is looked whether a wait is over: it may be shorter than it seemed. */
  private static final Duration GLANCE = Duration.ofSeconds(5);

  /** What to do with what was found out. On the bridge's thread. */
  interface Conclusion {
    /** The API is known not to have it. */
    void notAccepted(Unclear unclear);

    /** This task is its. */
    void accepted(Unclear unclear, TaskId taskId);

    /** Nobody can tell; any of these may be its. */
    void undecidable(Unclear unclear, List<TaskId> candidates);

    /** Nobody can tell; any of these may be its, or others that could not be listed. */
    void unlisted(Unclear unclear, List<TaskId> candidates);
  }

  /**
   * One whose turn it is.
   *
   * @param madeIn when it may have made a task, as it looked when the round began
   */
  private record Due(Unclear unclear, Window madeIn) {}

  private final TaskWindow window;
  private final LedgerSurvey survey;
  private final ApiGate gate;
  private final Conclusion conclusion;
  private final Duration grace;
  private final Monitor monitor;
  private final Clock clock;
  private final ApiClock apiClock;
  private final Executor thread;

  private final DueQueue<Unclear> waiting = new DueQueue<>();
  private boolean looking;

  Reconciler(
      TaskApi api,
      LedgerSurvey survey,
      ApiGate gate,
      Conclusion conclusion,
      Duration grace,
      Monitor monitor,
      Clock clock,
      ApiClock apiClock,
      Executor thread) {
    this.window = new TaskWindow(api);
    this.survey = survey;
    this.gate = gate;
    this.conclusion = conclusion;
    this.grace = grace;
    this.monitor = monitor;
    this.clock = clock;
    this.apiClock = apiClock;
    this.thread = thread;
  }

  /**
   * Takes one in.
   *
   * @param since the grace counts from then, by the monotonic clock
   */
  void add(Unclear unclear, long since) {
    unclear.waitUntil(since + grace.toNanos());
    queue(unclear);
  }

  /** Something went wrong on the way to a conclusion: look again. */
  void later(Unclear unclear) {
    later(unclear, AFTER_FAILURE);
  }

  private void later(Unclear unclear, Duration wait) {
    unclear.waitUntil(apiClock.read().nanos() + wait.toNanos());
    queue(unclear);
  }

  /** The wall clock only says when to look at the monotonic one. */
  private void queue(Unclear unclear) {
    Duration left = left(unclear);
    waiting.put(unclear, clock.instant().plus(left.compareTo(GLANCE) < 0 ? left : GLANCE));
  }

  private Duration left(Unclear unclear) {
    Duration left = Duration.ofNanos(unclear.notBefore() - apiClock.read().nanos());
    if (unclear.looked()) {
      return left;
    }
    Duration byApi = apiClock.graceLeft(unclear.intent().byApi());
    return byApi.compareTo(left) < 0 ? byApi : left;
  }

  /** The partition is not ours any more: its owner judges. */
  void released(int partition) {
    waiting.removeIf(unclear -> unclear.request().partition() == partition);
  }

  int size() {
    return waiting.size();
  }

  Optional<Instant> next() {
    return looking || !gate.openForReading() ? Optional.empty() : waiting.next();
  }

  /** Begins a round when something is due. */
  void tick() {
    if (looking || !gate.openForReading()) {
      return;
    }
    List<Unclear> due = new ArrayList<>();
    for (Unclear unclear : waiting.take(clock.instant(), Integer.MAX_VALUE)) {
      if (left(unclear).compareTo(Duration.ZERO) > 0) {
        queue(unclear);
      } else {
        unclear.look();
        due.add(unclear);
      }
    }
    if (!due.isEmpty()) {
      looking = true;
      try {
        begin(due);
      } catch (RuntimeException defect) {
        monitor.defect("listing what unclear submissions may have made", defect);
        again(due);
      }
    }
  }

  /** Those that are far apart from the oldest have their turn later: a list has its bounds. */
  private void begin(List<Unclear> unclear) {
    // Each window once: those of intents that don't know the API's time move with the clocks.
    List<Due> due =
        unclear.stream()
            .map(each -> new Due(each, madeIn(each)))
            .sorted(Comparator.comparing(each -> each.madeIn().from()))
            .toList();
    Window oldest = due.get(0).madeIn();
    Instant end = oldest.until().plus(grace);
    List<Unclear> round = new ArrayList<>();
    Instant until = oldest.until();
    for (Due each : due) {
      if (each.madeIn().until().isAfter(end)) {
        queue(each.unclear());
      } else {
        round.add(each.unclear());
        until = each.madeIn().until().isAfter(until) ? each.madeIn().until() : until;
      }
    }
    window
        .since(oldest.from(), apiClock.createdBefore(until))
        .whenCompleteAsync((listing, failure) -> listed(round, listing, failure), thread);
  }

  private void listed(List<Unclear> due, Listing listing, Throwable failure) {
    if (failure != null || listing.failure() != null) {
      if (failure == null) {
        gate.heard(listing.failure());
      }
      again(due);
      return;
    }
    survey
        .survey()
        .whenComplete(
            (found, unreadable) -> {
              if (unreadable == null) {
                looking = false;
                judge(due, listing, found);
              } else {
                again(due);
              }
            });
  }

  private void judge(List<Unclear> due, Listing listing, Survey found) {
    Evidence evidence = Evidence.of(listing.tasks(), found, apiClock, grace);
    // Compared with when others wrote their intents, so not by the clock that is never set back.
    Instant now = apiClock.read().wall();
    for (Unclear unclear : due) {
      try {
        if (listing.complete()) {
          judge(unclear, evidence, now);
        } else {
          noEnd(unclear, evidence);
        }
      } catch (RuntimeException defect) {
        // How far this one came nobody knows, so it waits for a restart; the others go on.
        monitor.defect("judging an unclear submission", defect);
      }
    }
  }

  private void judge(Unclear unclear, Evidence evidence, Instant now) {
    Verdict verdict = evidence.judge(unclear, madeIn(unclear), now);
    if (verdict instanceof Verdict.NoCandidate) {
      noCandidate(unclear);
      return;
    }
    unclear.sawCandidates();
    if (verdict instanceof Verdict.Adopt adopt) {
      conclusion.accepted(unclear, adopt.taskId());
    } else if (verdict instanceof Verdict.Wait wait) {
      later(unclear, atMostGrace(Duration.between(now, wait.until())));
    } else {
      conclusion.undecidable(unclear, ((Verdict.Undecidable) verdict).candidates());
    }
  }

  private void noEnd(Unclear unclear, Evidence evidence) {
    if (unclear.sawNoEnd() < LISTS) {
      later(unclear);
    } else {
      conclusion.unlisted(
          unclear,
          evidence.candidates(unclear, madeIn(unclear)).stream().map(Stranger::id).toList());
    }
  }

  private void noCandidate(Unclear unclear) {
    if (unclear.sawNoCandidate() >= LOOKS) {
      conclusion.notAccepted(unclear);
    } else {
      later(unclear, SECOND_LOOK);
    }
  }

  private void again(List<Unclear> due) {
    looking = false;
    due.forEach(this::later);
  }

  /** Whoever announced that submission may have a clock that is ahead of ours by hours. */
  private Duration atMostGrace(Duration wait) {
    return wait.compareTo(grace) < 0 ? wait : grace;
  }

  private Window madeIn(Unclear unclear) {
    return apiClock.madeIn(unclear.intent());
  }
}
