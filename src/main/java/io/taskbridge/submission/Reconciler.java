package io.taskbridge.submission;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.submission.Evidence.Stranger;
import io.taskbridge.submission.LedgerSurvey.Survey;
import io.taskbridge.submission.TaskWindow.Listing;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  /** What to do with what was found out. On the bridge's thread. */
  interface Conclusion {
    /** The API is known not to have it. */
    void notAccepted(Unclear unclear);

    /** This task is its. */
    void accepted(Unclear unclear, TaskId taskId);

    /** Nobody can tell; any of these may be its. */
    void undecidable(Unclear unclear, List<TaskId> candidates);
  }

  private final TaskWindow window;
  private final LedgerSurvey survey;
  private final ApiGate gate;
  private final Conclusion conclusion;
  private final Duration grace;
  private final Clock clock;
  private final Executor thread;

  private final DueQueue<Unclear> waiting = new DueQueue<>();
  private ApiTime apiTime = ApiTime.UNKNOWN;
  private boolean looking;

  Reconciler(
      TaskApi api,
      LedgerSurvey survey,
      ApiGate gate,
      Conclusion conclusion,
      Duration grace,
      Clock clock,
      Executor thread) {
    this.window = new TaskWindow(api);
    this.survey = survey;
    this.gate = gate;
    this.conclusion = conclusion;
    this.grace = grace;
    this.clock = clock;
    this.thread = thread;
  }

  /** Learns what the API's creation times mean. */
  void accepted(TaskSnapshot answer, Instant sent, Instant answered) {
    if (answer.createdAt() != null) {
      apiTime = apiTime.learn(answer.createdAt(), sent, answered);
    }
  }

  void add(Unclear unclear) {
    waiting.put(unclear, unclear.intentAt().plus(grace));
  }

  /** Something went wrong on the way to a conclusion: look again. */
  void later(Unclear unclear) {
    waiting.put(unclear, clock.instant().plus(AFTER_FAILURE));
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
    List<Unclear> due = waiting.take(clock.instant(), Integer.MAX_VALUE);
    if (!due.isEmpty()) {
      looking = true;
      Instant from = due.stream().map(Unclear::intentAt).min(Instant::compareTo).orElseThrow();
      window
          .since(from, apiTime)
          .whenCompleteAsync((listing, failure) -> listed(due, listing, failure), thread);
    }
  }

  private void listed(List<Unclear> due, Listing listing, Throwable failure) {
    if (failure != null || !listing.complete()) {
      if (listing != null && listing.failure() != null) {
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
    List<Stranger> listed = listing.tasks().stream().map(this::stranger).toList();
    Evidence evidence = Evidence.of(listed, found, grace);
    Instant now = clock.instant();
    for (Unclear unclear : due) {
      Verdict verdict = evidence.judge(unclear, now);
      if (verdict instanceof Verdict.NoCandidate) {
        noCandidate(unclear, now);
      } else {
        unclear.sawCandidates();
        if (verdict instanceof Verdict.Adopt adopt) {
          conclusion.accepted(unclear, adopt.taskId());
        } else if (verdict instanceof Verdict.Wait wait) {
          waiting.put(unclear, wait.until());
        } else {
          conclusion.undecidable(unclear, ((Verdict.Undecidable) verdict).candidates());
        }
      }
    }
  }

  private void noCandidate(Unclear unclear, Instant now) {
    if (unclear.sawNoCandidate() >= LOOKS) {
      conclusion.notAccepted(unclear);
    } else {
      waiting.put(unclear, now.plus(SECOND_LOOK));
    }
  }

  private void again(List<Unclear> due) {
    looking = false;
    due.forEach(this::later);
  }

  private Stranger stranger(TaskSnapshot task) {
    Long created = task.createdAt();
    return created == null
        ? new Stranger(task.id(), null, null, task.device())
        : new Stranger(
            task.id(), apiTime.earliest(created), apiTime.latest(created), task.device());
  }
}
