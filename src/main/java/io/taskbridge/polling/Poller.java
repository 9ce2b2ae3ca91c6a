package io.taskbridge.polling;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Follower;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskApi;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Asks about every task that runs, and about late links of those that ended: in sweeps over the
 * API's list where that tells enough, one by one where it does not. Lives on the bridge's thread;
 * answers of the API are brought back to it. One failing task never stops the others.
 */
public final class Poller implements LedgerListener, Follower {
  private final Ledger ledger;
  private final ApiGate gate;
  private final Clock clock;
  private final Publisher publisher;
  private final Watches watches = new Watches();
  private final PollPlan plan;
  private final Questions questions;
  private final ApiLine line;
  private final Inquiry inquiry;
  private final Sweeper sweeper;
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private boolean stopped;

  /**
   * @param thread the bridge's thread
   */
  public Poller(
      PollSettings settings,
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Monitor monitor,
      Clock clock,
      RandomGenerator random,
      Executor thread) {
    this.ledger = requireNonNull(ledger, "ledger");
    this.gate = requireNonNull(gate, "gate");
    this.clock = requireNonNull(clock, "clock");
    this.publisher = requireNonNull(publisher, "publisher");
    this.plan = new PollPlan(settings, watches, random);
    this.questions = new Questions(settings.maxConcurrent());
    this.line = new ApiLine(api, gate, monitor, thread, this::tick);
    Findings findings = new Findings(publisher);
    this.inquiry =
        new Inquiry(settings, line, questions, ledger, watches, plan, findings, monitor, clock);
    this.sweeper =
        new Sweeper(line, questions, ledger, watches, plan, findings, inquiry, monitor, clock);
  }

  @Override
  public void restored(PartitionLedger partition) {
    Instant now = clock.instant();
    for (LedgerEntry entry : partition.entries()) {
      if (entry.followed().isPresent()) {
        plan.restored(watch(entry), entry, now);
      }
    }
  }

  @Override
  public void changed(LedgerEntry before, LedgerEntry after) {
    if (after != null && after.followed().isPresent()) {
      if (find(after) == null) {
        plan.accepted(watch(after), after, clock.instant());
      }
    } else if (before != null && before.followed().isPresent()) {
      drop(find(before));
    }
  }

  @Override
  public void released(int partition) {
    watches.release(partition).forEach(plan::drop);
  }

  @Override
  public void soon(int partition, RequestId requestId) {
    ledger
        .find(partition, requestId)
        .filter(entry -> entry.followed().isPresent())
        .map(this::find)
        .ifPresent(watch -> inquiry.soon(watch));
  }

  /** Asks about everything that is due, as far as questions may be in the air. */
  public void tick() {
    if (mayAsk()) {
      Instant now = clock.instant();
      List<Watch> listed = new ArrayList<>();
      for (Watch watch : plan.take(now)) {
        LedgerEntry entry = ledger.find(watch.partition(), watch.requestId()).orElseThrow();
        FollowedTask task = entry.followed().orElseThrow();
        Manner manner = Manner.of(entry, task, watch.createdAt());
        if (manner == Manner.LIST_AND_EVENTS) {
          inquiry.lookAhead(watch, entry, task);
        }
        if (manner.listed()) {
          listed.add(watch);
        } else if (manner == Manner.EVENTS) {
          inquiry.askForEvents(watch, entry, task, now);
        } else {
          inquiry.ask(watch, now);
        }
      }
      sweeper.sweep(listed, now);
      questions.proceed();
    }
    tellIfIdle();
  }

  /** When the next question is due; empty when there is none, or none may be asked. */
  public Optional<Instant> next() {
    return mayAsk() ? plan.next() : Optional.empty();
  }

  /** When the question that waits longest was due; in the future when all are in time. */
  public Optional<Instant> oldestDue() {
    return Stream.of(plan.next(), questions.oldest(), sweeper.oldest())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /**
   * Asks nothing more.
   *
   * @return completes when every question in the air was answered
   */
  public CompletionStage<Void> stop() {
    stopped = true;
    questions.clear();
    tellIfIdle();
    return idle;
  }

  /** Tasks that are asked about. */
  public int watched() {
    return watches.size();
  }

  /** Questions that the API may be holding open. */
  public int held() {
    return inquiry.held();
  }

  private boolean mayAsk() {
    return !stopped && gate.openForReading() && !publisher.congested();
  }

  private void tellIfIdle() {
    if (stopped && questions.inAir() == 0 && inquiry.held() == 0) {
      idle.complete(null);
    }
  }

  private Watch watch(LedgerEntry entry) {
    Watch watch = watches.add(entry);
    // What was asked before cannot know more than what made the entry.
    watch.heard(line.latest(), null);
    return watch;
  }

  private Watch find(LedgerEntry entry) {
    return watches.find(
        entry.followed().orElseThrow().taskId(), entry.partition(), entry.requestId());
  }

  private void drop(Watch watch) {
    if (watch != null) {
      watches.remove(watch);
      plan.drop(watch);
    }
  }
}
