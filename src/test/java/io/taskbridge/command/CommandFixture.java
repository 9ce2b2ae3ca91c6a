package io.taskbridge.command;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.WaitingRequests;
import io.taskbridge.publication.HandDrivenLog;
import io.taskbridge.publication.Publisher;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.HandDrivenThread;
import io.taskbridge.task.Json;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Send;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskEvent.ActionFinished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The steering flow between a scripted API and a log in memory; it owns partition 0. */
final class CommandFixture implements WaitingRequests {
  static final String TOPIC = "task-commands";
  static final RequestId ID = new RequestId("s");
  static final Duration TTL = Duration.ofSeconds(10);
  static final Duration UNCLEAR = Duration.ofMinutes(2);
  static final Duration LEASE = Duration.ofSeconds(5);

  final MutableClock clock = new MutableClock();
  final HandDrivenThread thread = new HandDrivenThread();
  final ScriptedTaskApi api = new ScriptedTaskApi();
  final HandDrivenLog log = new HandDrivenLog();
  final Ledger ledger = new Ledger();
  final Commands commands;

  /** Requests that wait to be submitted, and why one was withdrawn. */
  final Map<RequestId, RequestOptions> waiting = new HashMap<>();

  final Map<RequestId, Stop> withdrawn = new HashMap<>();

  /** Requests that are to be looked at. */
  final List<RequestId> hurried = new ArrayList<>();

  boolean crowded;

  CommandFixture() {
    RandomGenerator random = new SplittableRandom(7);
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));
    commands =
        new Commands(
            new CommandSettings(TTL, UNCLEAR, Optional.empty(), 3, LEASE, backoff),
            api,
            new ApiGate(clock, random, backoff, state -> {}),
            ledger,
            new Publisher(ledger, log),
            this,
            partition -> crowded,
            (partition, id) -> hurried.add(id),
            Monitor.SILENT,
            clock,
            clock::nanoTime,
            random,
            thread);
    ledger.addListener(commands);
  }

  /** A session that runs and has nothing to do. */
  static CommandFixture session() {
    return restored(running(Steering.NONE));
  }

  /** What a new owner finds of a session. */
  static CommandFixture restored(LedgerEntry entry) {
    CommandFixture bridge = new CommandFixture();
    PartitionLedger partition = new PartitionLedger(0);
    partition.apply(new LedgerChange.Put(entry));
    bridge.ledger.restore(partition);
    return bridge;
  }

  static CommandFixture empty() {
    CommandFixture bridge = new CommandFixture();
    bridge.ledger.restore(new PartitionLedger(0));
    return bridge;
  }

  static LedgerEntry running(Steering steering) {
    return entry(new Phase.Running(Samples.running("t1")), null).steered(steering);
  }

  static LedgerEntry entry(Phase phase, Instant deadline) {
    return LedgerEntry.of(Samples.request(ID.value(), 0, 0, options(deadline)), phase);
  }

  static RequestOptions options(Instant deadline) {
    return new RequestOptions(
        AmbiguityPolicy.FAIL,
        Samples.TOOL_TIMEOUT,
        Samples.ARTIFACTS_TIMEOUT,
        true,
        true,
        true,
        deadline);
  }

  /** What another life left open. */
  static Steering left(String id, ActionKind kind, boolean taken) {
    OpenAction open = OpenAction.announced(ID, id, kind, MutableClock.START);
    Steering steering = Steering.NONE.announcing(open);
    return taken ? steering.taken(open.eventId()) : steering;
  }

  void act(String id, ActionKind kind, long offset) {
    commands.accept(
        new Command.Action(
            position(offset), ID, id, kind, new Json("{\"pin\":\"s3cret\"}"), List.of("s3cret")));
    thread.run();
  }

  void cancel(long offset) {
    commands.accept(new Command.Cancel(position(offset), ID));
    thread.run();
  }

  static SourcePosition position(long offset) {
    return new SourcePosition(TOPIC, 0, offset);
  }

  /** What was appended becomes durable, and what follows from it is done. */
  void commit() {
    log.commit();
    thread.run();
  }

  void pass(Duration time) {
    clock.pass(time);
    commands.tick();
    thread.run();
  }

  List<Call<Send, String>> inAir() {
    return ScriptedTaskApi.open(api.sends());
  }

  /** The API answers the oldest event that is in the air. */
  void answer(ApiOutcome<String> outcome) {
    inAir().get(0).answer(outcome);
    thread.run();
  }

  /** The API takes the oldest event that is in the air, under the id it came with. */
  void take() {
    answer(Samples.ok(inAir().get(0).asked().event().id()));
  }

  /** What the poller makes of an answer to the open action. */
  void finish(int code) {
    LedgerEntry entry = entry();
    change(entry.steered(entry.steering().finished(code)));
  }

  void change(LedgerEntry entry) {
    ledger.apply(0, List.of(new LedgerChange.Put(entry)));
    thread.run();
  }

  LedgerEntry entry() {
    return ledger.find(0, ID).orElseThrow();
  }

  List<ActionFinished> told() {
    return log.events(ActionFinished.class);
  }

  /** The answer of the API to the action that is open. */
  ApiEvent answered(int code) {
    OpenAction open = entry().steering().open();
    return new ApiEvent(
        open.eventId(), open.kind().event(), new ApiEvent.Payload.Answer(code, new Json("7")), 5);
  }

  @Override
  public Optional<RequestOptions> find(int partition, RequestId requestId) {
    return Optional.ofNullable(waiting.get(requestId));
  }

  @Override
  public void withdraw(int partition, RequestId requestId, Stop reason) {
    waiting.remove(requestId);
    withdrawn.put(requestId, reason);
  }
}
