package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Replacement;
import io.taskbridge.ledger.WaitingRequests;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskSnapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Turns requests into tasks: intent, one POST, outcome. Lives on the bridge's thread; answers of
 * the API are brought back to it.
 */
public final class Submitter implements LedgerListener, WaitingRequests {
  private final SubmissionSettings settings;
  private final TaskApi api;
  private final ApiGate gate;
  private final Ledger ledger;
  private final Publisher publisher;
  private final Monitor monitor;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Executor thread;
  private final Outcomes outcomes;
  private final UnclearSubmissions unclear;
  private final Provisioning provisioning;
  private final ConcurrencyCap cap;
  private final ApiBudget budget;

  private final Backlogs backlogs;
  private final InAir inAir = new InAir();

  /**
   * @param provider of what requests need at the API before they can be submitted
   * @param survey tells what all replicas know, to judge submissions without a clear answer
   * @param nanoTime the monotonic clock, in nanoseconds
   * @param partitions of the requests topic, over which the slots are divided; asked for once one
   *     is restored
   * @param budget is asked before a submission is announced
   * @param thread the bridge's thread
   */
  public Submitter(
      SubmissionSettings settings,
      TaskApi api,
      Provider provider,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      LedgerSurvey survey,
      Monitor monitor,
      Clock clock,
      LongSupplier nanoTime,
      IntSupplier partitions,
      ApiBudget budget,
      Executor thread) {
    this.settings = requireNonNull(settings, "settings");
    this.api = requireNonNull(api, "api");
    this.gate = requireNonNull(gate, "gate");
    this.ledger = requireNonNull(ledger, "ledger");
    this.publisher = requireNonNull(publisher, "publisher");
    this.monitor = requireNonNull(monitor, "monitor");
    this.clock = requireNonNull(clock, "clock");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    this.backlogs =
        new Backlogs(
            settings.maxInFlight(),
            partitions,
            partition -> ledger.partition(partition).map(PartitionLedger::occupiedSlots).orElse(0),
            settings.maxConcurrent());
    this.cap = new ConcurrencyCap(clock, new SplittableRandom(nanoTime.getAsLong()));
    this.budget = requireNonNull(budget, "budget");
    this.thread = requireNonNull(thread, "thread");
    this.outcomes = new Outcomes(settings.requestsTopic());
    this.unclear =
        new UnclearSubmissions(
            settings, api, survey, gate, outcomes, new Way(), monitor, clock, nanoTime, thread);
    this.provisioning =
        new Provisioning(
            settings.maxProvisioning(),
            requireNonNull(provider, "provider"),
            gate,
            outcomes,
            new Way(),
            monitor,
            clock,
            thread);
  }

  @Override
  public void restored(PartitionLedger partition) {
    backlogs.add(partition.partition());
  }

  @Override
  public void released(int partition) {
    backlogs.remove(partition);
    unclear.released(partition);
    provisioning.released(partition);
  }

  @Override
  public void changed(LedgerEntry before, LedgerEntry after) {
    boolean freed = before != null && before.phase().occupiesSlot();
    if (freed && (after == null || !after.phase().occupiesSlot())) {
      if (before.phase() instanceof Phase.Running) {
        cap.left();
      }
      thread.execute(this::tick);
    }
  }

  /**
   * Takes a request in. One of a partition that is not ours is dropped: its owner reads it.
   *
   * @param calledOff why it is not to be submitted; empty when it is
   */
  public void accept(TaskRequest request, Optional<Stop> calledOff) {
    Backlog backlog = backlogs.of(request.partition()).orElse(null);
    if (backlog == null) {
      return;
    }
    Optional<Origin> waiting = backlog.find(request.id()).map(TaskRequest::origin);
    Optional<LedgerEntry> known = ledger.find(request.partition(), request.id());
    boolean readAgain =
        known
            .filter(entry -> entry.waits() && entry.origin().sameRecord(request.origin()))
            .isPresent();
    if (waiting.isEmpty() && (known.isEmpty() || readAgain)) {
      enqueue(monitor.requestRead(request), backlog);
      calledOff.ifPresent(reason -> withdraw(request.partition(), request.id(), reason));
      tick();
    } else {
      again(request, backlog, waiting.or(() -> known.map(LedgerEntry::origin)).get(), known);
    }
  }

  /** Answers a record that has an id but asks for something that can't be. */
  public void reject(RequestId id, Origin origin, TaskError error) {
    Backlog backlog = backlogs.of(origin.partition()).orElse(null);
    if (backlog == null) {
      return;
    }
    Optional<Origin> first =
        backlog
            .find(id)
            .map(TaskRequest::origin)
            .or(() -> ledger.find(origin.partition(), id).map(LedgerEntry::origin));
    if (first.isEmpty()) {
      publisher.publish(outcomes.invalid(id, origin, error, clock.instant()));
    } else if (first.get().sameRecord(origin)) {
      publisher.publish(outcomes.settled(origin));
    } else {
      publisher.publish(outcomes.setAside(origin, error));
    }
  }

  @Override
  public Optional<RequestOptions> find(int partition, RequestId requestId) {
    return backlogs
        .of(partition)
        .flatMap(backlog -> backlog.find(requestId))
        .filter(request -> ledger.find(partition, requestId).map(LedgerEntry::waits).orElse(true))
        .map(TaskRequest::options);
  }

  @Override
  public void withdraw(int partition, RequestId requestId, Stop reason) {
    Backlog backlog = backlogs.of(partition).orElseThrow();
    TaskRequest request = backlog.find(requestId).orElseThrow();
    backlog.withdraw(request);
    stopped(request, backlog, reason);
  }

  private void stopped(TaskRequest request, Backlog backlog, Stop reason) {
    provisioning.discard(request);
    decided(request, backlog, outcomes.stopped(request, reason, clock.instant()));
  }

  /** Begins submissions, as many as may be under way at once. */
  public void tick() {
    unclear.tick();
    for (TaskRequest late : backlogs.takeExpired(clock.instant())) {
      // From its intent on, its ledger entry says that it is to stop.
      if (find(late.partition(), late.id()).isPresent()) {
        withdraw(late.partition(), late.id(), Stop.DEADLINE);
      }
    }
    if (!inAir.held()) {
      provisioning.tick();
    }
    while (mayBegin() && cap.allows(ledger.occupiedSlots())) {
      ApiGate.Probe probe = null;
      if (!gate.open()) {
        probe = gate.openForReading() ? gate.tryProbe().orElse(null) : null;
        if (probe == null) {
          return;
        }
      }
      if (!budget.takeForSubmission()) {
        gate.notTried(probe);
        return;
      }
      cap.submitting();
      Backlog backlog = backlogs.nextInTurn(clock.instant());
      TaskRequest request = backlog.take();
      provisioning.left(request);
      inAir.begin();
      announce(request, backlog, probe);
    }
  }

  /** When {@link #tick} is worth calling although nothing else happened. */
  public Optional<Instant> next() {
    Optional<Instant> provision = inAir.held() ? Optional.empty() : provisioning.next();
    return Stream.of(whenToSubmit(), unclear.next(), provision, backlogs.nextDeadline())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** When something that only time mends has kept a submission back for long enough. */
  private Optional<Instant> whenToSubmit() {
    if (!mayBegin() || !gate.openForReading() || gate.probing()) {
      return Optional.empty();
    }
    Optional<Instant> tries = gate.open() ? Optional.empty() : Optional.of(gate.nextProbe());
    return Stream.of(tries, cap.next(), budget.nextForSubmission())
        .flatMap(Optional::stream)
        .max(Instant::compareTo);
  }

  /** Requests of a partition that were read and have no outcome yet. */
  public int backlog(int partition) {
    return backlogs.of(partition).map(Backlog::size).orElse(0);
  }

  /** What these hold in memory, in bytes. */
  public long backlogBytes(int partition) {
    return backlogs.of(partition).map(Backlog::bytes).orElse(0L);
  }

  /** Requests of all partitions of this replica that were read and have no outcome yet. */
  public int backlog() {
    return backlogs.size();
  }

  /** Tasks that this replica may have at the API; {@link Integer#MAX_VALUE} for no limit. */
  public int slots() {
    return backlogs.slots();
  }

  /** Tasks that the API takes at once as far as it said; empty while it never said "too much". */
  public OptionalInt limit() {
    return cap.limit();
  }

  /** Submissions without a clear answer that are not judged yet. */
  public int unclear() {
    return unclear.size();
  }

  /** Submissions between intent and outcome. */
  public int inAir() {
    return inAir.count();
  }

  /**
   * Begins nothing more until {@link #proceed}; what is in the air comes to its end.
   *
   * @return completes when nothing is in the air any more and every outcome is appended to the log
   */
  public CompletionStage<Void> hold() {
    return inAir.hold();
  }

  /** Goes on after {@link #hold}. */
  public void proceed() {
    inAir.proceed();
    tick();
  }

  private void again(
      TaskRequest request, Backlog backlog, Origin first, Optional<LedgerEntry> known) {
    if (!first.sameRecord(request.origin())) {
      boolean same = first.fingerprint().equals(request.origin().fingerprint());
      if (same) {
        monitor.duplicateDropped(request.id());
      }
      publisher.publish(same ? outcomes.settled(request.origin()) : outcomes.conflicting(request));
    } else if (backlog.find(request.id()).isEmpty()) {
      // Read again after a restart. An intent without an outcome was left by whoever died.
      if (known.get().phase() instanceof Phase.Submitting) {
        backlog.hold(request);
        if (known.get().replacement().underWay()) {
          unclear.resumeReplacing(request, backlog);
        } else {
          unclear(request, backlog, "the bridge stopped while it was being submitted");
        }
      } else {
        publisher.publish(outcomes.settled(request.origin()));
      }
    }
  }

  /** It waits for its turn, or for what it needs before it can have one. */
  private void enqueue(TaskRequest request, Backlog backlog) {
    if (request.provisions().missing()) {
      backlog.hold(request);
      provisioning.add(request, backlog);
    } else {
      backlog.add(request);
    }
  }

  /**
   * @param probe the permit to try although the gate is closed; null when it is open
   */
  private void announce(TaskRequest request, Backlog backlog, ApiGate.Probe probe) {
    int attempt = backlog.nextAttempt(request.id());
    long announced = nanoTime.getAsLong();
    publisher
        .publish(
            outcomes.intent(
                request, steering(request), replacement(request), attempt, clock.instant()))
        .whenComplete(
            (receipt, lost) -> {
              if (lost != null || !stillOurs(request, backlog)) {
                gate.notTried(probe);
                inAir.end(() -> {});
              } else {
                post(request, backlog, announced, probe);
              }
            });
  }

  /**
   * @param announced when the intent was made: what is judged later counts from there, so the time
   *     that it waited for its transaction belongs to the lease
   */
  private void post(TaskRequest request, Backlog backlog, long announced, ApiGate.Probe probe) {
    if (nanoTime.getAsLong() - announced > settings.lease().toNanos()) {
      // Too long ago to be sure that the partition is still ours: say it anew, which is fenced.
      announce(request, backlog, probe);
      return;
    }
    if (steering(request).stop() != null) {
      // It was stopped between the intent and this moment.
      gate.notTried(probe);
      inAir.end(() -> putBack(request, backlog));
      tick();
      return;
    }
    Instant sent = clock.instant();
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
            cap.throttled(running, sent, throttled.retryAfter());
          }
          inAir.end(
              () -> {
                if (stillOurs(request, backlog)) {
                  decide(request, backlog, sent, outcome);
                }
              });
          tick();
        });
  }

  private void decide(
      TaskRequest request, Backlog backlog, Instant sent, ApiOutcome<TaskSnapshot> outcome) {
    Instant now = clock.instant();
    if (outcome instanceof ApiOutcome.Ok<TaskSnapshot> ok) {
      unclear.accepted(ok.value(), sent, now);
      cap.accepted(ledger.occupiedSlots());
      decided(
          request,
          backlog,
          outcomes.accepted(request, steering(request), replacement(request), ok.value(), now));
    } else if (outcome instanceof ApiOutcome.Refused<TaskSnapshot> refusal) {
      provisioning.discard(request);
      decided(request, backlog, outcomes.refused(request, refusal, now));
    } else if (outcome instanceof ApiOutcome.Ambiguous<TaskSnapshot> ambiguous) {
      unclear(request, backlog, ambiguous.reason());
    } else {
      putBack(request, backlog);
    }
  }

  /** The API is known not to have it: it takes another turn, unless it is to stop. */
  private void putBack(TaskRequest request, Backlog backlog) {
    Stop stop = steering(request).stop();
    if (stop != null) {
      stopped(request, backlog, stop);
      return;
    }
    Replacement cancelled = replacement(request);
    enqueue(request, backlog);
    publisher.publish(outcomes.notAccepted(request, cancelled));
  }

  private void unclear(TaskRequest request, Backlog backlog, String reason) {
    Instant intentAt =
        ledger
            .find(request.partition(), request.id())
            .map(entry -> ((Phase.Submitting) entry.phase()).intentAt())
            .orElseThrow();
    unclear.add(request, backlog, intentAt, reason);
  }

  private void decided(TaskRequest request, Backlog backlog, Batch outcome) {
    backlog.decided(request);
    provisioning.left(request);
    publisher.publish(outcome);
  }

  private Steering steering(TaskRequest request) {
    return ledger
        .find(request.partition(), request.id())
        .map(LedgerEntry::steering)
        .orElse(Steering.NONE);
  }

  /** What was, or is being, cancelled for it. */
  private Replacement replacement(TaskRequest request) {
    return ledger
        .find(request.partition(), request.id())
        .map(LedgerEntry::replacement)
        .orElse(Replacement.NONE);
  }

  /** A partition that was lost and came back has a new backlog: the old one's work is void. */
  private boolean stillOurs(TaskRequest request, Backlog backlog) {
    return backlogs.of(request.partition()).orElse(null) == backlog;
  }

  /** Whether nothing but the API can keep the next submission back. */
  private boolean mayBegin() {
    return !inAir.held()
        && inAir.count() < settings.maxConcurrent()
        && backlogs.hasServable()
        && !publisher.congested();
  }

  private final class Way implements UnclearSubmissions.Requests, Provisioning.Requests {
    @Override
    public boolean stillWaits(TaskRequest request, Backlog backlog) {
      boolean undecided = backlog.find(request.id()).orElse(null) == request;
      return undecided && Submitter.this.stillOurs(request, backlog);
    }

    @Override
    public void ready(TaskRequest request, Backlog backlog) {
      backlog.add(request);
      tick();
    }

    @Override
    public boolean stillOurs(TaskRequest request, Backlog backlog) {
      return Submitter.this.stillOurs(request, backlog);
    }

    @Override
    public Steering steering(TaskRequest request) {
      return Submitter.this.steering(request);
    }

    @Override
    public Replacement replacement(TaskRequest request) {
      return Submitter.this.replacement(request);
    }

    @Override
    public CompletionStage<Void> announce(TaskRequest request, Replacement replacement) {
      LedgerEntry entry = ledger.find(request.partition(), request.id()).orElseThrow();
      return publisher.publish(
          Batch.of(request.partition()).put(entry.replacing(replacement)).build());
    }

    @Override
    public void again(TaskRequest request, Backlog backlog) {
      putBack(request, backlog);
      tick();
    }

    @Override
    public void decided(TaskRequest request, Backlog backlog, Batch outcome) {
      Submitter.this.decided(request, backlog, outcome);
    }
  }
}
