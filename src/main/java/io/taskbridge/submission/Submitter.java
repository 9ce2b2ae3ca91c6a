package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.ledger.WaitingRequests;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.submission.SubmissionThrottle.Permit;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiGate;
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
  private final Ledger ledger;
  private final Publisher publisher;
  private final Monitor monitor;
  private final Clock clock;
  private final Executor thread;
  private final Outcomes outcomes;
  private final UnclearSubmissions unclear;
  private final Provisioning provisioning;
  private final ConcurrencyCap cap;
  private final RequestStates states;
  private final SubmissionThrottle throttle;
  private final Attempts attempts;

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
    requireNonNull(settings, "settings");
    requireNonNull(api, "api");
    requireNonNull(gate, "gate");
    this.ledger = requireNonNull(ledger, "ledger");
    this.publisher = requireNonNull(publisher, "publisher");
    this.monitor = requireNonNull(monitor, "monitor");
    this.clock = requireNonNull(clock, "clock");
    requireNonNull(nanoTime, "nanoTime");
    this.backlogs =
        new Backlogs(
            settings.maxInFlight(),
            partitions,
            partition -> ledger.partition(partition).map(PartitionLedger::occupiedSlots).orElse(0),
            settings.maxConcurrent());
    this.cap = new ConcurrencyCap(clock, new SplittableRandom(nanoTime.getAsLong()));
    requireNonNull(budget, "budget");
    this.thread = requireNonNull(thread, "thread");
    this.outcomes = new Outcomes(settings.requestsTopic());
    this.states = new RequestStates(ledger, backlogs);
    this.throttle =
        new SubmissionThrottle(
            settings.maxConcurrent(), inAir, backlogs, publisher, gate, cap, budget, ledger);
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
            new Way(),
            monitor,
            clock,
            nanoTime,
            thread);
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
    if (waiting.isEmpty() && (known.isEmpty() || waits(known, request.origin()))) {
      enqueue(monitor.requestRead(request), backlog);
      calledOff.ifPresent(reason -> withdraw(request.partition(), request.id(), reason));
      tick();
    } else {
      again(request, backlog, waiting.or(() -> known.map(LedgerEntry::origin)).get(), known);
    }
  }

  /** Whether this is the record, read again, of a request that waits for another submission. */
  private static boolean waits(Optional<LedgerEntry> known, Origin origin) {
    return known.filter(entry -> entry.waits() && entry.origin().sameRecord(origin)).isPresent();
  }

  /** Answers a record that has an id but asks for something that can't be. */
  public void reject(RequestId id, Origin origin, TaskError error) {
    Backlog backlog = backlogs.of(origin.partition()).orElse(null);
    if (backlog == null) {
      return;
    }
    Optional<LedgerEntry> known = ledger.find(origin.partition(), id);
    Optional<Origin> first =
        backlog.find(id).map(TaskRequest::origin).or(() -> known.map(LedgerEntry::origin));
    if (first.isEmpty() || backlog.find(id).isEmpty() && waits(known, origin)) {
      Strays strays = known.map(LedgerEntry::strays).orElse(Strays.NONE);
      publisher.publish(outcomes.invalid(id, origin, strays, error, clock.instant()));
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
    decided(
        request,
        backlog,
        outcomes.stopped(request, states.strays(request), reason, clock.instant()));
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
    for (Optional<Permit> permit = throttle.take(); permit.isPresent(); permit = throttle.take()) {
      Backlog backlog = backlogs.nextInTurn(clock.instant());
      TaskRequest request = backlog.take();
      provisioning.left(request);
      attempts.begin(request, backlog, permit.get().probe());
    }
  }

  /** When {@link #tick} is worth calling although nothing else happened. */
  public Optional<Instant> next() {
    Optional<Instant> provision = inAir.held() ? Optional.empty() : provisioning.next();
    return Stream.of(throttle.next(), unclear.next(), provision, backlogs.nextDeadline())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
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
        if (known.get().strays().cancelling()) {
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

  private void unclear(TaskRequest request, Backlog backlog, String reason) {
    unclear.add(request, backlog, states.intentAt(request), reason);
  }

  private void decided(TaskRequest request, Backlog backlog, Batch outcome) {
    backlog.decided(request);
    provisioning.left(request);
    publisher.publish(outcome);
  }

  private final class Way
      implements UnclearSubmissions.Requests, Provisioning.Requests, Attempts.Ends {
    @Override
    public boolean stillWaits(TaskRequest request, Backlog backlog) {
      return states.stillWaits(request, backlog);
    }

    @Override
    public void ready(TaskRequest request, Backlog backlog) {
      backlog.add(request);
      tick();
    }

    @Override
    public boolean stillOurs(TaskRequest request, Backlog backlog) {
      return states.stillOurs(request, backlog);
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
      Submitter.this.putBack(request, backlog, strays);
      tick();
    }

    @Override
    public void decided(TaskRequest request, Backlog backlog, Batch outcome) {
      Submitter.this.decided(request, backlog, outcome);
    }

    @Override
    public void accepted(TaskSnapshot answer, Instant sent, Instant answered) {
      unclear.accepted(answer, sent, answered);
    }

    @Override
    public void refused(TaskRequest request) {
      provisioning.discard(request);
    }

    @Override
    public void putBack(TaskRequest request, Backlog backlog) {
      Submitter.this.putBack(request, backlog, states.strays(request));
    }

    @Override
    public void unclear(TaskRequest request, Backlog backlog, String reason) {
      Submitter.this.unclear(request, backlog, reason);
    }

    @Override
    public void over() {
      tick();
    }
  }
}
