package io.taskbridge.toolcall;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.ToolCall;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Chooses one answer for each open tool call: the first reply, or the bridge's own once the time is
 * up. Lives on the bridge's thread; answers of the API are brought back to it.
 */
public final class ToolReplies implements LedgerListener {
  private final Ledger ledger;
  private final Publisher publisher;
  private final Clock clock;

  private final CallEntries entries;
  private final ReplyDeadlines deadlines = new ReplyDeadlines();
  private final Deliveries deliveries;

  /**
   * @param nanoTime the monotonic clock, in nanoseconds
   * @param thread the bridge's thread
   */
  public ToolReplies(
      ToolCallSettings settings,
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Monitor monitor,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Executor thread) {
    this.ledger = requireNonNull(ledger, "ledger");
    this.publisher = requireNonNull(publisher, "publisher");
    this.clock = requireNonNull(clock, "clock");
    this.entries = new CallEntries(ledger);
    this.deliveries =
        new Deliveries(
            settings, api, gate, entries, publisher, monitor, clock, nanoTime, random, thread);
  }

  @Override
  public void restored(PartitionLedger partition) {
    deadlines.interrupted(partition.partition(), clock.instant());
    partition.entries().forEach(this::awaitReplies);
  }

  @Override
  public void changed(LedgerEntry before, LedgerEntry after) {
    if (before != null) {
      List<ToolCall> stillOpen = after == null ? List.of() : CallEntries.open(after);
      CallEntries.open(before).stream()
          .filter(call -> !stillOpen.contains(call))
          .map(call -> CallEntries.id(before, call))
          .forEach(
              id -> {
                deadlines.remove(id);
                deliveries.closed(id);
              });
    }
    if (after != null) {
      awaitReplies(after);
    }
  }

  @Override
  public void released(int partition) {
    deliveries.released(partition);
    deadlines.release(partition);
  }

  /**
   * Whether calls wait for {@link #repliesFound}: replies were not read for a while, since their
   * partition is restored, or was in question during a rebalance.
   */
  public boolean repliesUncertain() {
    return deadlines.uncertain();
  }

  /**
   * Counts the times at which replies were not read for a while: what was looked for before the
   * last of them says nothing about replies that came meanwhile.
   */
  public int interruptions() {
    return deadlines.interruptions();
  }

  /**
   * Which of a partition's calls have a reply in the topic that has not been read yet, as of a
   * moment after it was restored or kept: all others that are overdue may be told so.
   */
  public void repliesFound(int partition, Set<CorrelationId> replied) {
    deadlines.found(partition, replied);
  }

  /** Takes a reply in; it must belong to a partition that is ours. */
  public void accept(ToolReply reply) {
    CorrelationId id = reply.correlationId();
    Optional<LedgerEntry> entry = entries.find(id);
    Optional<FollowedTask> task = entry.flatMap(LedgerEntry::followed);
    Optional<ToolCall> call = task.flatMap(t -> t.calls().open(id.number()));
    if (call.isPresent() && !deliveries.contains(id)) {
      deliveries.add(Answer.of(reply, task.get(), call.get()));
    } else if (entry.filter(known -> CallEntries.mayHaveBeen(known, id.number())).isEmpty()) {
      setAside(
          reply,
          ErrorCode.TOOL_CALL_UNKNOWN,
          "no tool call '" + id.text() + "' is known here; echo the correlation_id of the request");
    } else {
      setAside(
          reply,
          ErrorCode.TOOL_CALL_CLOSED,
          "tool call '" + id.text() + "' was answered before, timed out, or its task has ended");
    }
  }

  /** Answers what is overdue and delivers again what could not be delivered. */
  public void tick() {
    if (!deliveries.held()) {
      deadlines.take(clock.instant()).stream()
          .filter(id -> !deliveries.contains(id))
          .forEach(this::timedOut);
    }
    deliveries.tick();
  }

  /** When {@link #tick} has something to do. */
  public Optional<Instant> next() {
    Optional<Instant> timeout = deliveries.held() ? Optional.empty() : deadlines.next();
    return Stream.of(timeout, deliveries.next()).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /** Answers that the API does not have yet. */
  public int undelivered() {
    return deliveries.size();
  }

  /**
   * Delivers nothing more until {@link #proceed}; what is on its way comes to its end. Else whoever
   * reads the reply again would deliver it again, and take the API's refusal for its own.
   *
   * @return completes when nothing is on its way any more and every outcome is appended to the log
   */
  public CompletionStage<Void> hold() {
    return deliveries.hold();
  }

  /** Goes on after {@link #hold}; replies were not read meanwhile. */
  public void proceed() {
    Instant now = clock.instant();
    ledger.partitions().forEach(kept -> deadlines.interrupted(kept.partition(), now));
    deliveries.proceed();
    tick();
  }

  private void timedOut(CorrelationId id) {
    LedgerEntry entry = entries.find(id).orElseThrow();
    FollowedTask task = entry.followed().orElseThrow();
    ToolCall call = task.calls().open(id.number()).orElseThrow();
    deliveries.add(
        Answer.noReply(id.partition(), id.requestId(), task, call, entry.options().toolTimeout()));
  }

  private void awaitReplies(LedgerEntry entry) {
    for (ToolCall call : CallEntries.open(entry)) {
      CorrelationId id = CallEntries.id(entry, call);
      if (!deliveries.contains(id)) {
        deadlines.opened(id, call.replyBy());
      }
    }
  }

  private void setAside(ToolReply reply, ErrorCode code, String reason) {
    publisher.publish(CallEntries.setAside(reply.position(), code, reason));
  }
}
