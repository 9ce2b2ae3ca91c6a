package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * The way of a request from the backlog to its outcome: it is provided for, attempted, looked for
 * when the answer was unclear, and put back for another turn. Each of these hands it on here. Lives
 * on the bridge's thread.
 */
final class RequestWay
    implements UnclearSubmissions.Requests, Provisioning.Requests, Attempts.Ends {
  private final Ledger ledger;
  private final Publisher publisher;
  private final Outcomes outcomes;
  private final RequestStates states;
  private final InAir inAir;
  private final Clock clock;
  private final Runnable turn;
  private final Attempts attempts;
  private final UnclearSubmissions unclear;
  private final Provisioning provisioning;

  /**
   * @param turn is taken whenever there may be room for another attempt
   */
  RequestWay(
      SubmissionSettings settings,
      TaskApi api,
      Provider provider,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      LedgerSurvey survey,
      Outcomes outcomes,
      RequestStates states,
      ConcurrencyCap cap,
      InAir inAir,
      Runnable turn,
      Monitor monitor,
      Clock clock,
      ApiClock apiClock,
      Executor thread) {
    this.ledger = ledger;
    this.publisher = publisher;
    this.outcomes = outcomes;
    this.states = states;
    this.inAir = inAir;
    this.clock = clock;
    this.turn = turn;
    this.attempts =
        new Attempts(
            settings.lease(),
            api,
            gate,
            ledger,
            publisher,
            outcomes,
            states,
            cap,
            inAir,
            this,
            monitor,
            clock,
            apiClock,
            thread);
    this.unclear =
        new UnclearSubmissions(
            settings, api, survey, gate, outcomes, this, monitor, clock, apiClock, thread);
    this.provisioning =
        new Provisioning(
            settings.maxProvisioning(),
            requireNonNull(provider, "provider"),
            gate,
            outcomes,
            this,
            monitor,
            clock,
            thread);
  }

  /** It waits for its turn, or for what it needs before it can have one. */
  void enqueue(TaskRequest request, Backlog backlog) {
    if (request.provisions().missing()) {
      backlog.hold(request);
      provisioning.add(request, backlog);
    } else {
      backlog.add(request);
    }
  }

  /**
   * Its turn has come.
   *
   * @param probe the permit to try although the gate is closed; null when it is open
   */
  void attempt(TaskRequest request, Backlog backlog, ApiGate.Probe probe) {
    provisioning.left(request);
    attempts.begin(request, backlog, probe);
  }

  /** Whoever submitted it died, and left an intent without an outcome. */
  void resume(TaskRequest request, Backlog backlog) {
    backlog.hold(request);
    if (states.strays(request).cancelling()) {
      unclear.resumeReplacing(request, backlog);
    } else {
      unclear.found(request, backlog, states.intent(request));
    }
  }

  /** It is not to be submitted. */
  void stopped(TaskRequest request, Backlog backlog, Stop reason) {
    provisioning.discard(request);
    decided(
        request,
        backlog,
        outcomes.stopped(request, states.strays(request), reason, clock.instant()));
  }

  void released(int partition) {
    unclear.released(partition);
    provisioning.released(partition);
  }

  /** Looks for what is unclear, as far as it is due. */
  void judge() {
    unclear.tick();
  }

  /** Provides for requests, as many as may be worked on, unless nothing is to be begun. */
  void provide() {
    if (!inAir.held()) {
      provisioning.tick();
    }
  }

  /** When {@link #judge} or {@link #provide} has something to do. */
  Optional<Instant> next() {
    Optional<Instant> provision = inAir.held() ? Optional.empty() : provisioning.next();
    return Stream.of(unclear.next(), provision).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /** Submissions without a clear answer that are not judged yet. */
  int unclear() {
    return unclear.size();
  }

  @Override
  public boolean stillWaits(TaskRequest request, Backlog backlog) {
    return states.stillWaits(request, backlog);
  }

  @Override
  public void ready(TaskRequest request, Backlog backlog) {
    backlog.add(request);
    turn.run();
  }

  @Override
  public boolean stillOurs(TaskRequest request, Backlog backlog) {
    return states.stillOurs(request, backlog);
  }

  @Override
  public Phase.Submitting intent(TaskRequest request) {
    return states.intent(request);
  }

  @Override
  public Steering steering(TaskRequest request) {
    return states.steering(request);
  }

  @Override
  public Strays strays(TaskRequest request) {
    return states.strays(request);
  }

  @Override
  public CompletionStage<Void> announce(TaskRequest request, Strays strays) {
    LedgerEntry entry = ledger.find(request.partition(), request.id()).orElseThrow();
    return publisher.publish(Batch.of(request.partition()).put(entry.with(strays)).build());
  }

  @Override
  public void again(TaskRequest request, Backlog backlog, Strays strays) {
    putBack(request, backlog, strays);
    turn.run();
  }

  @Override
  public void putBack(TaskRequest request, Backlog backlog) {
    putBack(request, backlog, states.strays(request));
  }

  /** It takes another turn, unless it is to stop. */
  private void putBack(TaskRequest request, Backlog backlog, Strays strays) {
    Stop stop = states.steering(request).stop();
    if (stop != null) {
      stopped(request, backlog, stop);
      return;
    }
    enqueue(request, backlog);
    publisher.publish(outcomes.takenBack(request, strays));
  }

  @Override
  public void decided(TaskRequest request, Backlog backlog, Batch outcome) {
    backlog.decided(request);
    provisioning.left(request);
    publisher.publish(outcome);
  }

  @Override
  public void refused(TaskRequest request) {
    provisioning.discard(request);
  }

  @Override
  public void unclear(TaskRequest request, Backlog backlog, long announced, String reason) {
    unclear.add(request, backlog, states.intent(request), announced, reason);
  }

  @Override
  public void over() {
    turn.run();
  }
}
