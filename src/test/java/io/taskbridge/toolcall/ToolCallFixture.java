package io.taskbridge.toolcall;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.HandDrivenLog;
import io.taskbridge.publication.Publisher;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.HandDrivenThread;
import io.taskbridge.task.Json;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Send;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The answering flow between a scripted API and a log in memory; it owns partition 0. */
final class ToolCallFixture {
  static final String TOPIC = "tool-replies";
  static final Duration LEASE = Duration.ofSeconds(5);
  static final RequestId ID = new RequestId("r");

  final MutableClock clock = new MutableClock();
  final HandDrivenThread thread = new HandDrivenThread();
  final ScriptedTaskApi api = new ScriptedTaskApi();
  final HandDrivenLog log = new HandDrivenLog();
  final Ledger ledger = new Ledger();
  final ApiGate gate;
  final ToolReplies replies;

  private ToolCallFixture() {
    RandomGenerator random = new SplittableRandom(7);
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));
    gate = new ApiGate(clock, random, backoff, state -> {});
    replies =
        new ToolReplies(
            new ToolCallSettings(LEASE, backoff),
            api,
            gate,
            ledger,
            new Publisher(ledger, log),
            Monitor.SILENT,
            clock,
            clock::nanoTime,
            random,
            thread);
    ledger.addListener(replies);
  }

  /** One request whose task waits for answers to these calls. */
  static ToolCallFixture waitingFor(ToolCall... calls) {
    ToolCallFixture bridge = new ToolCallFixture();
    bridge.restore(new Phase.Running(Samples.running("t1", calls)));
    bridge.unread();
    return bridge;
  }

  void restore(Phase phase) {
    PartitionLedger partition = new PartitionLedger(0);
    partition.apply(new LedgerChange.Put(entry(phase)));
    ledger.restore(partition);
  }

  /** The replies that were there when partition 0 was restored are known: these calls have one. */
  void unread(Integer... calls) {
    replies.repliesFound(
        0,
        Stream.of(calls)
            .map(number -> new CorrelationId(0, number, ID))
            .collect(Collectors.toSet()));
    replies.tick();
    log.commit();
  }

  /** A rebalance that leaves partition 0 where it is; replies are not read meanwhile. */
  void interrupt() {
    replies.hold();
    replies.proceed();
  }

  /** What another flow made of the request. */
  void change(Phase phase) {
    change(phase, Samples.OPTIONS);
  }

  void change(Phase phase, RequestOptions options) {
    TaskRequest request = Samples.request(ID.value(), 0, 0, options);
    ledger.apply(0, List.of(new LedgerChange.Put(LedgerEntry.of(request, phase))));
  }

  /** A reply to a call, read from this offset. */
  void reply(int number, long offset) {
    reply(new CorrelationId(0, number, ID), offset, 200, "{\"temperature\":21}");
  }

  void reply(CorrelationId id, long offset, int code, String output) {
    replies.accept(
        new ToolReply(new SourcePosition(TOPIC, 0, offset), id, code, new Json(output), null));
  }

  /** The API answers the oldest answer that is in the air. */
  void answer(ApiOutcome<String> outcome) {
    inAir().get(0).answer(outcome);
    thread.run();
  }

  List<Call<Send, String>> inAir() {
    return ScriptedTaskApi.open(api.sends());
  }

  void pass(Duration time) {
    passUncommitted(time);
    log.commit();
  }

  /** What is decided meanwhile does not become durable. */
  void passUncommitted(Duration time) {
    clock.pass(time);
    replies.tick();
  }

  /** Lets time pass up to what is to be done next, and does it. */
  void passToNext() {
    Duration wait = Duration.between(clock.instant(), replies.next().orElseThrow());
    pass(wait.isNegative() ? Duration.ZERO : wait);
  }

  /** Calls of the request that wait for their answer. */
  List<Integer> open() {
    return ledger.find(0, ID).orElseThrow().followed().orElseThrow().calls().open().stream()
        .map(ToolCall::number)
        .toList();
  }

  private static LedgerEntry entry(Phase phase) {
    return LedgerEntry.of(Samples.request(ID.value(), 0, 0), phase);
  }
}
