package io.taskbridge.toolcall;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.LedgerListener;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.Publisher;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.AnsweredCall;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.ToolCall;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Delivers one answer for each open tool call: the first reply, or the bridge's own once the time
 * is up. Lives on the bridge's thread; answers of the API are brought back to it.
 */
public final class ToolReplies implements LedgerListener {
  /** The API's answer to an event that a task does not, or no longer, wait for. */
  private static final int INVALID = 400;

  private final ToolCallSettings settings;
  private final TaskApi api;
  private final ApiGate gate;
  private final Ledger ledger;
  private final Publisher publisher;
  private final Monitor monitor;
  private final Clock clock;
  private final RandomGenerator random;
  private final Executor thread;

  private final ReplyDeadlines deadlines = new ReplyDeadlines();
  private final DueQueue<CorrelationId> retries = new DueQueue<>();
  private final Map<CorrelationId, Delivery> deliveries = new HashMap<>();
  private final InAir inAir = new InAir();

  /** An answer that was chosen for a call, until the API has it. */
  private static final class Delivery {
    private final Answer answer;
    private boolean inAir;
    private int failures;

    /** Whether an earlier attempt may have been taken without our hearing of it. */
    private boolean unclear;

    private Delivery(Answer answer) {
      this.answer = answer;
    }
  }

  /**
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
      RandomGenerator random,
      Executor thread) {
    this.settings = requireNonNull(settings, "settings");
    this.api = requireNonNull(api, "api");
    this.gate = requireNonNull(gate, "gate");
    this.ledger = requireNonNull(ledger, "ledger");
    this.publisher = requireNonNull(publisher, "publisher");
    this.monitor = requireNonNull(monitor, "monitor");
    this.clock = requireNonNull(clock, "clock");
    this.random = requireNonNull(random, "random");
    this.thread = requireNonNull(thread, "thread");
  }

  @Override
  public void restored(PartitionLedger partition) {
    deadlines.interrupted(partition.partition(), clock.instant());
    partition.entries().forEach(this::awaitReplies);
  }

  @Override
  public void changed(LedgerEntry before, LedgerEntry after) {
    if (before != null) {
      openCalls(before).stream()
          .filter(call -> after == null || !openCalls(after).contains(call))
          .forEach(call -> closed(id(before, call)));
    }
    if (after != null) {
      awaitReplies(after);
    }
  }

  @Override
  public void released(int partition) {
    List.copyOf(deliveries.keySet()).stream()
        .filter(id -> id.partition() == partition)
        .forEach(
            id -> {
              deliveries.remove(id);
              retries.remove(id);
            });
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
   * Which of a partition's calls have a reply in the topic that has not been read yet, as of a
   * moment after it was restored or kept: all others that are overdue may be told so.
   */
  public void repliesFound(int partition, Set<CorrelationId> replied) {
    deadlines.found(partition, replied);
  }

  /** Takes a reply in; it must belong to a partition that is ours. */
  public void accept(ToolReply reply) {
    CorrelationId id = reply.correlationId();
    Optional<LedgerEntry> entry = ledger.find(id.partition(), id.requestId());
    Optional<FollowedTask> task = entry.flatMap(LedgerEntry::followed);
    Optional<ToolCall> call = task.flatMap(t -> t.calls().open(id.number()));
    if (call.isPresent() && !deliveries.containsKey(id)) {
      deliver(id, new Delivery(Answer.of(reply, task.get(), call.get())));
    } else if (entry.isEmpty()
        || (task.isPresent() && id.number() > task.get().calls().published())) {
      setAside(
          reply.position(),
          ErrorCode.TOOL_CALL_UNKNOWN,
          "no tool call '" + id.text() + "' is known here; echo the correlation_id of the request");
    } else {
      setAside(
          reply.position(),
          ErrorCode.TOOL_CALL_CLOSED,
          "tool call '" + id.text() + "' was answered before, timed out, or its task has ended");
    }
  }

  /** Answers what is overdue and delivers again what could not be delivered. */
  public void tick() {
    Instant now = clock.instant();
    if (!inAir.held()) {
      deadlines.take(now).stream()
          .filter(id -> !deliveries.containsKey(id))
          .forEach(this::timedOut);
    }
    if (maySend()) {
      for (CorrelationId id : retries.take(now, Integer.MAX_VALUE)) {
        send(id, deliveries.get(id));
      }
    }
  }

  /** When {@link #tick} has something to do. */
  public Optional<Instant> next() {
    Optional<Instant> retry = maySend() ? retries.next() : Optional.empty();
    Optional<Instant> timeout = inAir.held() ? Optional.empty() : deadlines.next();
    return retry.isPresent() && (timeout.isEmpty() || retry.get().isBefore(timeout.get()))
        ? retry
        : timeout;
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
    return inAir.hold();
  }

  /** Goes on after {@link #hold}; replies were not read meanwhile. */
  public void proceed() {
    Instant now = clock.instant();
    ledger.partitions().forEach(kept -> deadlines.interrupted(kept.partition(), now));
    inAir.proceed();
    tick();
  }

  private boolean maySend() {
    return !inAir.held() && gate.openForReading();
  }

  private void timedOut(CorrelationId id) {
    LedgerEntry entry = ledger.find(id.partition(), id.requestId()).orElseThrow();
    FollowedTask task = entry.followed().orElseThrow();
    ToolCall call = task.calls().open(id.number()).orElseThrow();
    deliver(
        id,
        new Delivery(
            Answer.noReply(
                id.partition(), id.requestId(), task, call, entry.options().toolTimeout())));
  }

  private void deliver(CorrelationId id, Delivery delivery) {
    deliveries.put(id, delivery);
    if (maySend()) {
      send(id, delivery);
    } else {
      // Due as soon as the door opens; a probe in the air may put off the next one for long.
      retries.put(id, clock.instant());
    }
  }

  private void send(CorrelationId id, Delivery delivery) {
    Answer answer = delivery.answer;
    delivery.inAir = true;
    inAir.begin();
    ApiCalls.handle(
        api.send(answer.taskId(), answer.event()),
        thread,
        monitor,
        outcome -> {
          gate.heard(outcome);
          inAir.end(
              () -> {
                if (deliveries.get(id) == delivery) {
                  heard(id, delivery, outcome);
                }
              });
        });
  }

  private void heard(CorrelationId id, Delivery delivery, ApiOutcome<String> outcome) {
    Answer answer = delivery.answer;
    delivery.inAir = false;
    if (outcome instanceof ApiOutcome.Ok<String> || isRepetition(id, delivery, outcome)) {
      tellAnswered(answer);
      deliveries.remove(id);
      publisher.publish(closing(answer, null));
    } else if (outcome instanceof ApiOutcome.Refused<String> refused) {
      deliveries.remove(id);
      publisher.publish(closing(answer, refused.describe()));
    } else if (isOpen(id)) {
      monitor.toolReplyDelayed(answer.requestId(), answer.taskId(), outcome);
      delivery.failures++;
      delivery.unclear |= outcome instanceof ApiOutcome.Ambiguous<String>;
      retries.put(id, clock.instant().plus(settings.retry().after(delivery.failures, random)));
    } else {
      deliveries.remove(id);
      tooLate(delivery);
    }
  }

  private void tellAnswered(Answer answer) {
    ledger
        .find(answer.partition(), answer.requestId())
        .ifPresent(
            entry ->
                monitor.toolCallAnswered(
                    new AnsweredCall(
                        Subject.of(entry.requestId(), entry.origin(), answer.taskId()),
                        answer.call(),
                        answer.call().replyBy().minus(entry.options().toolTimeout()),
                        clock.instant(),
                        answer.timedOut(),
                        answer.traceparent())));
  }

  /** The API has had the answer since an attempt that was not heard of, and wants no second. */
  private boolean isRepetition(CorrelationId id, Delivery delivery, ApiOutcome<String> outcome) {
    return delivery.unclear
        && isOpen(id)
        && outcome instanceof ApiOutcome.Refused<String> refused
        && refused.httpStatus() == INVALID;
  }

  /**
   * The call is closed and its reply settled.
   *
   * @param refusal why the API did not want the answer; null when it took it
   */
  private Batch closing(Answer answer, String refusal) {
    Batch.Builder batch = Batch.of(answer.partition());
    ledger
        .find(answer.partition(), answer.requestId())
        .filter(entry -> entry.phase() instanceof Phase.Running)
        .ifPresent(
            entry -> {
              FollowedTask task = entry.followed().orElseThrow();
              batch.put(entry.in(new Phase.Running(task.withoutCall(answer.call().number()))));
            });
    if (answer.source() != null && refusal != null) {
      batch.deadLetter(new DeadLetter(answer.source(), ErrorCode.TOOL_CALL_CLOSED, refusal, null));
    } else if (answer.source() != null) {
      batch.settle(answer.source());
    }
    return batch.build();
  }

  /** A call was answered or ended with its task; an answer that waits for a retry is too late. */
  private void closed(CorrelationId id) {
    deadlines.remove(id);
    Delivery delivery = deliveries.get(id);
    if (delivery != null && !delivery.inAir) {
      deliveries.remove(id);
      retries.remove(id);
      tooLate(delivery);
    }
  }

  private void tooLate(Delivery delivery) {
    if (!delivery.answer.timedOut()) {
      setAside(
          delivery.answer.source(),
          ErrorCode.TOOL_CALL_CLOSED,
          "the task ended before the task API could be given this reply");
    }
  }

  private void awaitReplies(LedgerEntry entry) {
    for (ToolCall call : openCalls(entry)) {
      CorrelationId id = id(entry, call);
      if (!deliveries.containsKey(id)) {
        deadlines.opened(id, call.replyBy());
      }
    }
  }

  private boolean isOpen(CorrelationId id) {
    return ledger
        .find(id.partition(), id.requestId())
        .flatMap(LedgerEntry::followed)
        .flatMap(task -> task.calls().open(id.number()))
        .isPresent();
  }

  private static List<ToolCall> openCalls(LedgerEntry entry) {
    return entry.followed().map(task -> task.calls().open()).orElse(List.of());
  }

  private static CorrelationId id(LedgerEntry entry, ToolCall call) {
    return new CorrelationId(entry.partition(), call.number(), entry.requestId());
  }

  private void setAside(SourcePosition position, ErrorCode code, String reason) {
    publisher.publish(
        Batch.of(position.partition())
            .deadLetter(new DeadLetter(position, code, reason, null))
            .build());
  }
}
