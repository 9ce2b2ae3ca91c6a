package io.taskbridge.toolcall;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.AnsweredCall;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.InAir;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskApi;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Brings the answers that were chosen to the API, again and again until it has them, wants none, or
 * their call is closed; then closes the call and settles the reply. Lives on the bridge's thread.
 *
 * <p>The bridge's own answer is sent only within the lease of a transaction that its partition took
 * part in, like a submission: whoever lost the partition without knowing must not end a call whose
 * reply the new owner has. A worker's reply needs none: the new owner reads the same one, and sends
 * it under the same id.
 */
final class Deliveries {
  private final ToolCallSettings settings;
  private final TaskApi api;
  private final ApiGate gate;
  private final CallEntries entries;
  private final Publisher publisher;
  private final Monitor monitor;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Executor thread;

  private final Map<CorrelationId, Delivery> deliveries = new HashMap<>();
  private final DueQueue<CorrelationId> retries = new DueQueue<>();
  private final InAir inAir = new InAir();

  /**
   * @param nanoTime the monotonic clock, in nanoseconds
   * @param thread the bridge's thread
   */
  Deliveries(
      ToolCallSettings settings,
      TaskApi api,
      ApiGate gate,
      CallEntries entries,
      Publisher publisher,
      Monitor monitor,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Executor thread) {
    this.settings = requireNonNull(settings, "settings");
    this.api = requireNonNull(api, "api");
    this.gate = requireNonNull(gate, "gate");
    this.entries = requireNonNull(entries, "entries");
    this.publisher = requireNonNull(publisher, "publisher");
    this.monitor = requireNonNull(monitor, "monitor");
    this.clock = requireNonNull(clock, "clock");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    this.random = requireNonNull(random, "random");
    this.thread = requireNonNull(thread, "thread");
  }

  /** Whether the call has its answer, which is on its way. */
  boolean contains(CorrelationId id) {
    return deliveries.containsKey(id);
  }

  /** How many answers the API does not have yet. */
  int size() {
    return deliveries.size();
  }

  /** Begins to deliver the one answer of its call. */
  void add(Answer answer) {
    Delivery delivery = new Delivery(answer);
    deliveries.put(answer.id(), delivery);
    if (maySend()) {
      attempt(answer.id(), delivery);
    } else {
      // Due as soon as the door opens; a probe in the air may put off the next one for long.
      retries.put(answer.id(), clock.instant());
    }
  }

  /** A call was answered or ended with its task; an answer that waits for a retry is too late. */
  void closed(CorrelationId id) {
    Delivery delivery = deliveries.get(id);
    if (delivery != null && !delivery.inAir()) {
      deliveries.remove(id);
      retries.remove(id);
      tooLate(delivery.answer());
    }
  }

  /** A partition is not ours any more. */
  void released(int partition) {
    deliveries.keySet().removeIf(id -> id.partition() == partition);
    retries.removeIf(id -> id.partition() == partition);
  }

  /** Delivers again what could not be delivered. */
  void tick() {
    if (maySend()) {
      for (CorrelationId id : retries.take(clock.instant(), Integer.MAX_VALUE)) {
        attempt(id, deliveries.get(id));
      }
    }
  }

  /** When {@link #tick} has something to do. */
  Optional<Instant> next() {
    return maySend() ? retries.next() : Optional.empty();
  }

  /** Whether nothing may be begun. */
  boolean held() {
    return inAir.held();
  }

  /** See {@link ToolReplies#hold}. */
  CompletionStage<Void> hold() {
    return inAir.hold();
  }

  /** Goes on after {@link #hold}. */
  void proceed() {
    inAir.proceed();
  }

  private boolean maySend() {
    return !inAir.held() && gate.openForReading();
  }

  private void attempt(CorrelationId id, Delivery delivery) {
    delivery.begins();
    inAir.begin();
    if (delivery.answer().timedOut()) {
      announce(id, delivery);
    } else {
      send(id, delivery);
    }
  }

  /** An empty transaction: it fails for whoever does not own the partition any more. */
  private void announce(CorrelationId id, Delivery delivery) {
    long announced = nanoTime.getAsLong();
    publisher
        .publish(CallEntries.nothing(id))
        .whenComplete(
            (durable, lost) -> {
              if (lost != null || deliveries.get(id) != delivery) {
                inAir.end(() -> {});
              } else if (!entries.isOpen(id)) {
                inAir.end(() -> deliveries.remove(id));
              } else if (nanoTime.getAsLong() - announced > settings.lease().toNanos()) {
                // Too long ago to be sure that the partition is still ours.
                announce(id, delivery);
              } else {
                send(id, delivery);
              }
            });
  }

  private void send(CorrelationId id, Delivery delivery) {
    ApiCalls.handle(
        api.send(delivery.answer().taskId(), delivery.answer().event()),
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
    Answer answer = delivery.answer();
    delivery.ended();
    if (outcome instanceof ApiOutcome.Ok<String>
        || (delivery.isRepetition(outcome) && entries.isOpen(id))) {
      tellAnswered(answer);
      deliveries.remove(id);
      publisher.publish(entries.closing(answer, null));
    } else if (outcome instanceof ApiOutcome.Refused<String> refused) {
      deliveries.remove(id);
      publisher.publish(entries.closing(answer, refused.describe()));
    } else if (entries.isOpen(id)) {
      monitor.toolReplyDelayed(answer.requestId(), answer.taskId(), outcome);
      int failures = delivery.failed(outcome);
      retries.put(id, clock.instant().plus(settings.retry().after(failures, random)));
    } else {
      deliveries.remove(id);
      tooLate(answer);
    }
  }

  private void tellAnswered(Answer answer) {
    entries
        .find(answer.id())
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

  private void tooLate(Answer answer) {
    if (!answer.timedOut()) {
      publisher.publish(
          CallEntries.setAside(
              answer.source(),
              ErrorCode.TOOL_CALL_CLOSED,
              "the task ended before the task API could be given this reply"));
    }
  }
}
