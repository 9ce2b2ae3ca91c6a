package io.taskbridge.submission;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.Strays;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.submission.ApiTime.Reading;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * Single attempts: an intent that is committed, one POST within its lease, and what its outcome
 * means. Lives on the bridge's thread.
 */
final class Attempts {
  private final Duration lease;
  private final TaskApi api;
  private final ApiGate gate;
  private final Ledger ledger;
  private final Publisher publisher;
  private final Outcomes outcomes;
  private final RequestStates states;
  private final ConcurrencyCap cap;
  private final InAir inAir;
  private final Ends ends;
  private final Monitor monitor;
  private final Clock clock;
  private final ApiClock apiClock;
  private final Executor thread;

  /** Where the way of a request goes on after an attempt. */
  interface Ends {
    /** The API will never have it: what was provided for it is of no more use. */
    void refused(TaskRequest request);

    /** This is its outcome. */
    void decided(TaskRequest request, Backlog backlog, Batch outcome);

    /** The API is known not to have it. */
    void putBack(TaskRequest request, Backlog backlog);

    /**
     * Nobody knows what came of it.
     *
     * @param announced when its intent was made, by the monotonic clock
     */
    void unclear(TaskRequest request, Backlog backlog, long announced, String reason);

    /** There is room for another attempt. */
    void over();
  }

  Attempts(
      Duration lease,
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Outcomes outcomes,
      RequestStates states,
      ConcurrencyCap cap,
      InAir inAir,
      Ends ends,
      Monitor monitor,
      Clock clock,
      ApiClock apiClock,
      Executor thread) {
    this.lease = lease;
    this.api = api;
    this.gate = gate;
    this.ledger = ledger;
    this.publisher = publisher;
    this.outcomes = outcomes;
    this.states = states;
    this.cap = cap;
    this.inAir = inAir;
    this.ends = ends;
    this.monitor = monitor;
    this.clock = clock;
    this.apiClock = apiClock;
    this.thread = thread;
  }

  /**
   * Begins one.
   *
   * @param probe the permit to try although the gate is closed; null when it is open
   */
  void begin(TaskRequest request, Backlog backlog, ApiGate.Probe probe) {
    inAir.begin();
    announce(request, backlog, probe);
  }

  private void announce(TaskRequest request, Backlog backlog, ApiGate.Probe probe) {
    int attempt = backlog.nextAttempt(request.id());
    Reading announced = apiClock.read();
    Batch intent =
        outcomes.intent(
            request,
            states.steering(request),
            states.strays(request),
            apiClock.intent(attempt, announced));
    if (!publisher.fits(intent)) {
      gate.notTried(probe);
      inAir.end(
          () -> {
            ends.refused(request);
            ends.decided(request, backlog, unrecordable(request));
          });
      thread.execute(ends::over);
      return;
    }
    publisher
        .publish(intent)
        .whenComplete(
            (receipt, lost) -> {
              if (lost != null || !states.stillOurs(request, backlog)) {
                gate.notTried(probe);
                inAir.end(() -> {});
              } else {
                post(request, backlog, announced, probe);
              }
            });
  }

  /** Without an intent there is no submission. That it is remembered is the lesser thing. */
  private Batch unrecordable(TaskRequest request) {
    Strays strays = states.strays(request);
    Batch remembered = outcomes.unrecordable(request, strays, true, clock.instant());
    return publisher.fits(remembered)
        ? remembered
        : outcomes.unrecordable(request, strays, false, clock.instant());
  }

  /**
   * @param announced when the intent was made: what is judged later counts from there, so the time
   *     that it waited for its transaction belongs to the lease
   */
  private void post(TaskRequest request, Backlog backlog, Reading announced, ApiGate.Probe probe) {
    Reading sent = apiClock.read();
    if (sent.since(announced).compareTo(lease) > 0) {
      // Too long ago to be sure that the partition is still ours: say it anew, which is fenced.
      announce(request, backlog, probe);
      return;
    }
    if (states.steering(request).stop() != null) {
      // It was stopped between the intent and this moment.
      gate.notTried(probe);
      inAir.end(() -> ends.putBack(request, backlog));
      ends.over();
      return;
    }
    Instant sentAt = clock.instant();
    ApiCalls.handle(
        api.submit(request.body(), request.origin().traceparent()),
        thread,
        monitor,
        answer -> {
          ApiOutcome<TaskSnapshot> outcome = answer.masked(request.secrets());
          gate.heardOfSubmission(outcome, probe);
          monitor.submissionEnded(outcome);
          if (outcome instanceof ApiOutcome.Throttled<TaskSnapshot> throttled) {
            // This one and the others in the air do not run; those before them do.
            int running = Math.max(0, ledger.occupiedSlots() - inAir.count());
            cap.throttled(running, sentAt, throttled.retryAfter());
          }
          inAir.end(
              () -> {
                if (states.stillOurs(request, backlog)) {
                  decide(request, backlog, announced, sent, outcome);
                }
              });
          ends.over();
        });
  }

  private void decide(
      TaskRequest request,
      Backlog backlog,
      Reading announced,
      Reading sent,
      ApiOutcome<TaskSnapshot> outcome) {
    Instant now = clock.instant();
    if (outcome instanceof ApiOutcome.Ok<TaskSnapshot> ok) {
      apiClock.accepted(ok.value(), sent);
      cap.accepted(ledger.occupiedSlots());
      ends.decided(
          request,
          backlog,
          outcomes.accepted(
              request, states.steering(request), states.strays(request), ok.value(), now));
    } else if (outcome instanceof ApiOutcome.Refused<TaskSnapshot> refusal) {
      ends.refused(request);
      ends.decided(
          request, backlog, outcomes.refused(request, states.strays(request), refusal, now));
    } else if (outcome instanceof ApiOutcome.Ambiguous<TaskSnapshot> ambiguous) {
      ends.unclear(request, backlog, announced.nanos(), ambiguous.reason());
    } else {
      ends.putBack(request, backlog);
    }
  }
}
