package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.WaitingRequests;
import io.taskbridge.publication.Publisher;
import io.taskbridge.submission.SubmissionThrottle.Permit;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Turns requests into tasks: takes them in, gives each its turn, and lets {@link RequestWay} do the
 * rest. Lives on the bridge's thread; answers of the API are brought back to it.
 */
public final class Submitter implements LedgerListener, WaitingRequests {
  private final Ledger ledger;
  private final Clock clock;
  private final Executor thread;
  private final ConcurrencyCap cap;
  private final SubmissionThrottle throttle;
  private final RequestWay way;
  private final Arrivals arrivals;

  private final Backlogs backlogs;
  private final InAir inAir = new InAir();

  /**
   * @param provider of what requests need at the API before they can be submitted
   * @param survey tells what all replicas know, to judge submissions without a clear answer
   * @param clock what is due is measured by it
   * @param wall the time of day as it is, for what other replicas compare with theirs
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
      InstantSource wall,
      LongSupplier nanoTime,
      IntSupplier partitions,
      ApiBudget budget,
      Executor thread) {
    requireNonNull(settings, "settings");
    requireNonNull(api, "api");
    requireNonNull(gate, "gate");
    this.ledger = requireNonNull(ledger, "ledger");
    requireNonNull(publisher, "publisher");
    requireNonNull(monitor, "monitor");
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
    this.throttle =
        new SubmissionThrottle(
            settings.maxConcurrent(), inAir, backlogs, publisher, gate, cap, budget, ledger);
    ApiClock apiClock = new ApiClock(wall, nanoTime, settings.grace());
    Outcomes outcomes = new Outcomes(settings.requestsTopic());
    this.way =
        new RequestWay(
            settings,
            api,
            provider,
            gate,
            ledger,
            publisher,
            survey,
            outcomes,
            new RequestStates(ledger, backlogs),
            cap,
            inAir,
            this::tick,
            monitor,
            clock,
            apiClock,
            thread);
    this.arrivals = new Arrivals(ledger, publisher, outcomes, way, monitor, clock, apiClock);
  }

  @Override
  public void restored(PartitionLedger partition) {
    backlogs.add(partition.partition());
  }

  @Override
  public void released(int partition) {
    backlogs.remove(partition);
    way.released(partition);
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
    if (backlog != null && arrivals.accept(request, backlog)) {
      calledOff.ifPresent(reason -> withdraw(request.partition(), request.id(), reason));
      tick();
    }
  }

  /** Answers a record that has an id but asks for something that can't be. */
  public void reject(RequestId id, Origin origin, TaskError error) {
    backlogs
        .of(origin.partition())
        .ifPresent(backlog -> arrivals.reject(id, origin, backlog, error));
  }

  /** Records of a partition that are before this offset can't be read any more. */
  public void gone(int partition, long firstOffset) {
    PartitionLedger entries = ledger.partition(partition).orElseThrow();
    arrivals.gone(entries, firstOffset, backlogs.of(partition).orElseThrow());
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
    way.stopped(request, backlog, reason);
  }

  /** Begins submissions, as many as may be under way at once. */
  public void tick() {
    way.judge();
    for (TaskRequest late : backlogs.takeExpired(clock.instant())) {
      // From its intent on, its ledger entry says that it is to stop.
      if (find(late.partition(), late.id()).isPresent()) {
        withdraw(late.partition(), late.id(), Stop.DEADLINE);
      }
    }
    way.provide();
    for (Optional<Permit> permit = throttle.take(); permit.isPresent(); permit = throttle.take()) {
      Backlog backlog = backlogs.nextInTurn(clock.instant());
      way.attempt(backlog.take(), backlog, permit.get().probe());
    }
  }

  /** When {@link #tick} is worth calling although nothing else happened. */
  public Optional<Instant> next() {
    return Stream.of(throttle.next(), way.next(), backlogs.nextDeadline())
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
    return way.unclear();
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
}
