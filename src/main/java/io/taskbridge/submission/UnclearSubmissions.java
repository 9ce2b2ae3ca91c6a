package io.taskbridge.submission;

import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.ledger.Strays.Window;
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
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * What becomes of submissions without a clear answer: found out where it can be, else as the
 * request says. Lives on the bridge's thread.
 */
final class UnclearSubmissions implements Reconciler.Conclusion {
  /** Where the way of a request goes on. */
  interface Requests {
    /** Whether this replica still has the say about it. */
    boolean stillOurs(TaskRequest request, Backlog backlog);

    /** Whether it is to stop: then it is not submitted again before it is known what came of it. */
    default boolean stopping(TaskRequest request) {
      return steering(request).stop() != null;
    }

    /** How it was announced. */
    Phase.Submitting intent(TaskRequest request);

    /** How it is steered. */
    Steering steering(TaskRequest request);

    /** What its submissions may have left behind, as far as it is known. */
    Strays strays(TaskRequest request);

    /**
     * Writes to the ledger what is being cancelled for it.
     *
     * @return completes when that is durable; fails when it never will be
     */
    CompletionStage<Void> announce(TaskRequest request, Strays strays);

    /**
     * It is submitted again: the API does not have it, or the sender does not mind.
     *
     * @param strays what its submissions may have left behind, from now on
     */
    void again(TaskRequest request, Backlog backlog, Strays strays);

    /** This is its outcome. */
    void decided(TaskRequest request, Backlog backlog, Batch outcome);
  }

  private final ApiClock apiClock;
  private final TaskApi api;
  private final ApiGate gate;
  private final Outcomes outcomes;
  private final Requests requests;
  private final Monitor monitor;
  private final Clock clock;
  private final Executor thread;
  private final Reconciler reconciler;
  private final Replacing replacing;

  UnclearSubmissions(
      SubmissionSettings settings,
      TaskApi api,
      LedgerSurvey survey,
      ApiGate gate,
      Outcomes outcomes,
      Requests requests,
      Monitor monitor,
      Clock clock,
      ApiClock apiClock,
      Executor thread) {
    this.apiClock = apiClock;
    this.api = api;
    this.gate = gate;
    this.outcomes = outcomes;
    this.requests = requests;
    this.monitor = monitor;
    this.clock = clock;
    this.thread = thread;
    this.reconciler =
        new Reconciler(api, survey, gate, this, settings.grace(), monitor, clock, apiClock, thread);
    this.replacing =
        new Replacing(
            api,
            survey,
            gate,
            requests,
            this::uncancellable,
            monitor,
            clock,
            apiClock,
            settings.lease(),
            thread);
  }

  /**
   * Its answer was unclear.
   *
   * @param announced when its intent was made, by the monotonic clock
   */
  void add(
      TaskRequest request,
      Backlog backlog,
      Phase.Submitting intent,
      long announced,
      String reason) {
    boolean resubmits = request.options().onAmbiguousSubmit() == AmbiguityPolicy.RESUBMIT;
    if (resubmits && !requests.stopping(request)) {
      // The sender accepts a second task. The first, if there is one, is nobody else's.
      requests.again(request, backlog, requests.strays(request).during(apiClock.madeIn(intent)));
    } else {
      Set<TaskId> cancelledBefore = requests.strays(request).tasks();
      reconciler.add(new Unclear(request, backlog, intent, reason, cancelledBefore), announced);
    }
  }

  /** Whoever submitted it died. */
  void found(TaskRequest request, Backlog backlog, Phase.Submitting intent) {
    // How much of the grace is over by the clock of whoever wrote the intent proves nothing.
    add(
        request,
        backlog,
        intent,
        apiClock.read().nanos(),
        "the bridge stopped while it was being submitted");
  }

  /** Its candidates were being cancelled when whoever did it died. */
  void resumeReplacing(TaskRequest request, Backlog backlog) {
    replacing.resume(request, backlog);
  }

  void released(int partition) {
    reconciler.released(partition);
    replacing.released(partition);
  }

  int size() {
    return reconciler.size() + replacing.size();
  }

  Optional<Instant> next() {
    return Stream.of(reconciler.next(), replacing.next())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  void tick() {
    reconciler.tick();
    replacing.tick();
  }

  @Override
  public void notAccepted(Unclear unclear) {
    if (stillOurs(unclear)) {
      monitor.reconciled("not_accepted");
      TaskRequest request = unclear.request();
      requests.again(request, unclear.backlog(), requests.strays(request));
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
    if (unclear.request().options().onAmbiguousSubmit() == AmbiguityPolicy.REPLACE
        && requests.strays(unclear.request()).hasRoomFor(candidates)) {
      replacing.begin(unclear.request(), unclear.backlog(), candidates);
    } else {
      Strays strays = requests.strays(unclear.request());
      ambiguous(unclear.request(), unclear.backlog(), strays, unclear.reason(), candidates);
    }
  }

  @Override
  public void unlisted(Unclear unclear, List<TaskId> candidates) {
    if (stillOurs(unclear)) {
      TaskRequest request = unclear.request();
      // There may be others, that nobody can name.
      Strays strays = requests.strays(request).during(apiClock.madeIn(unclear.intent()));
      String reason = unclear.reason() + ", and the list of its tasks could not be read to its end";
      ambiguous(request, unclear.backlog(), strays, reason, candidates);
    }
  }

  private void uncancellable(
      TaskRequest request, Backlog backlog, List<TaskId> left, int httpStatus) {
    String reason = "and it does not cancel what may be its: HTTP status " + httpStatus;
    ambiguous(request, backlog, requests.strays(request), reason, left);
  }

  private void ambiguous(
      TaskRequest request, Backlog backlog, Strays strays, String reason, List<TaskId> candidates) {
    monitor.reconciled("ambiguous");
    Window madeIn = apiClock.madeIn(requests.intent(request));
    requests.decided(
        request,
        backlog,
        outcomes.ambiguous(request, strays, reason, candidates, madeIn, clock.instant()));
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
              requests.strays(unclear.request()),
              ok.value(),
              clock.instant()));
    } else {
      reconciler.later(unclear);
    }
  }

  private boolean stillOurs(Unclear unclear) {
    return requests.stillOurs(unclear.request(), unclear.backlog());
  }
}
