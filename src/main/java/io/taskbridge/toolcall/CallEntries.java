package io.taskbridge.toolcall;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.ToolCall;
import java.util.List;
import java.util.Optional;

/** What the ledger knows of tool calls, and what is to become durable of them. */
final class CallEntries {
  private final Ledger ledger;

  CallEntries(Ledger ledger) {
    this.ledger = requireNonNull(ledger, "ledger");
  }

  /** The request that this call belongs to. */
  Optional<LedgerEntry> find(CorrelationId id) {
    return ledger.find(id.partition(), id.requestId());
  }

  /** Whether the call still waits for its answer. */
  boolean isOpen(CorrelationId id) {
    return find(id)
        .flatMap(LedgerEntry::followed)
        .flatMap(task -> task.calls().open(id.number()))
        .isPresent();
  }

  /** The calls of a request that wait for their answers, oldest first. */
  static List<ToolCall> open(LedgerEntry entry) {
    return entry.followed().map(task -> task.calls().open()).orElse(List.of());
  }

  /**
   * Whether such a call may have been: of an ended task it is not known how many there were, but
   * one that takes no tools, or never was, had none.
   */
  static boolean mayHaveBeen(LedgerEntry entry, int number) {
    if (entry.phase() instanceof Phase.Ended ended) {
      return ended.taskId() != null && entry.options().followsEvents();
    }
    return entry.followed().filter(task -> number <= task.calls().published()).isPresent();
  }

  static CorrelationId id(LedgerEntry entry, ToolCall call) {
    return new CorrelationId(entry.partition(), call.number(), entry.requestId());
  }

  /**
   * The call is closed and its reply settled.
   *
   * @param refusal why the API did not want the answer; null when it took it
   */
  Batch closing(Answer answer, String refusal) {
    Batch.Builder batch = Batch.of(answer.partition());
    find(answer.id())
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

  /** Changes nothing, and becomes durable only for whoever owns the call's partition. */
  static Batch nothing(CorrelationId id) {
    return Batch.of(id.partition()).build();
  }

  /** A reply that goes to no call. */
  static Batch setAside(SourcePosition position, ErrorCode code, String reason) {
    return Batch.of(position.partition())
        .deadLetter(new DeadLetter(position, code, reason, null))
        .build();
  }
}
