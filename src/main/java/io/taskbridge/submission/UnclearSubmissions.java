package io.taskbridge.submission;

import io.taskbridge.publication.Batch;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Steering;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * What becomes of submissions without a clear answer: found out where it can be, else as the
 * request says. Lives on the bridge's thread.
 */
final class UnclearSubmissions implements Reconciler.Conclusion {
  private static final int NOT_FOUND = 404;

  /** Where the way of a request goes on. */
  interface Requests {
    /** Whether this replica still has the say about it. */
    boolean stillOurs(TaskRequest request, Backlog backlog);

    /** Whether it is to stop: then it is not submitted again before it is known what came of it. */
    default boolean stopping(TaskRequest request) {
      return steering(request).stop() != null;
    }

    /** How it is steered. */
    Steering steering(TaskRequest request);

    /** It is not at the API and is submitted again. */
    void again(TaskRequest request, Backlog backlog);

    /** This is its outcome. */
    void decided(TaskRequest request, Backlog backlog, Batch outcome);
  }

  private final TaskApi api;
  private final ApiGate gate;
  private final Outcomes outcomes;
  private final Requests requests;
  private final Monitor monitor;
  private final Clock clock;
  private final Executor thread;
  private final Reconciler reconciler;

  UnclearSubmissions(
      SubmissionSettings settings,
      TaskApi api,
      LedgerSurvey survey,
      ApiGate gate,
      Outcomes outcomes,
      Requests requests,
      Monitor monitor,
      Clock clock,
      Executor thread) {
    this.api = api;
    this.gate = gate;
    this.outcomes = outcomes;
    this.requests = requests;
    this.monitor = monitor;
    this.clock = clock;
    this.thread = thread;
    this.reconciler = new Reconciler(api, survey, gate, this, settings.grace(), clock, thread);
  }

  void add(TaskRequest request, Backlog backlog, Instant intentAt, String reason) {
    boolean resubmits = request.options().onAmbiguousSubmit() == AmbiguityPolicy.RESUBMIT;
    if (resubmits && !requests.stopping(request)) {
      // The sender accepts a second task, so the first intent says nothing any more.
      requests.again(request, backlog);
    } else {
      reconciler.add(new Unclear(request, backlog, intentAt, reason));
    }
  }

  void accepted(TaskSnapshot answer, Instant sent, Instant answered) {
    reconciler.accepted(answer, sent, answered);
  }

  void released(int partition) {
    reconciler.released(partition);
  }

  int size() {
    return reconciler.size();
  }

  Optional<Instant> next() {
    return reconciler.next();
  }

  void tick() {
    reconciler.tick();
  }

  @Override
  public void notAccepted(Unclear unclear) {
    if (stillOurs(unclear)) {
      monitor.reconciled("not_accepted");
      requests.again(unclear.request(), unclear.backlog());
    }
  }

  @Override
  public void accepted(Unclear unclear, TaskId taskId) {
    if (stillOurs(unclear)) {
      ApiCalls.handle(
          api.get(taskId, OptionalLong.empty(), true),
          thread,
          monitor,
          outcome -> adopt(unclear, outcome));
    }
  }

  @Override
  public void undecidable(Unclear unclear, List<TaskId> candidates) {
    if (!stillOurs(unclear)) {
      return;
    }
    if (unclear.request().options().onAmbiguousSubmit() == AmbiguityPolicy.REPLACE) {
      cancel(unclear, candidates, 0);
    } else {
      monitor.reconciled("ambiguous");
      requests.decided(
          unclear.request(),
          unclear.backlog(),
          outcomes.ambiguous(unclear.request(), unclear.reason(), candidates, clock.instant()));
    }
  }

  private void adopt(Unclear unclear, ApiOutcome<TaskSnapshot> outcome) {
    gate.heard(outcome);
    if (!stillOurs(unclear)) {
      return;
    }
    if (outcome instanceof ApiOutcome.Ok<TaskSnapshot> ok) {
      monitor.reconciled("adopted");
      requests.decided(
          unclear.request(),
          unclear.backlog(),
          outcomes.accepted(
              unclear.request(),
              requests.steering(unclear.request()),
              ok.value(),
              clock.instant()));
    } else {
      reconciler.later(unclear);
    }
  }

  /** Cancels one candidate after the other; only when none is left, the request is sent again. */
  private void cancel(Unclear unclear, List<TaskId> candidates, int index) {
    if (!stillOurs(unclear)) {
      return;
    }
    if (index == candidates.size()) {
      monitor.reconciled("replaced");
      requests.again(unclear.request(), unclear.backlog());
      return;
    }
    ApiCalls.handle(
        api.cancel(candidates.get(index)),
        thread,
        monitor,
        outcome -> {
          gate.heard(outcome);
          if (isGone(outcome)) {
            cancel(unclear, candidates, index + 1);
          } else {
            reconciler.later(unclear);
          }
        });
  }

  /** Cancelled, or ended before. */
  private static boolean isGone(ApiOutcome<Boolean> outcome) {
    return outcome instanceof ApiOutcome.Ok<Boolean>
        || outcome instanceof ApiOutcome.Refused<Boolean> r && r.httpStatus() == NOT_FOUND;
  }

  private boolean stillOurs(Unclear unclear) {
    return requests.stillOurs(unclear.request(), unclear.backlog());
  }
}
