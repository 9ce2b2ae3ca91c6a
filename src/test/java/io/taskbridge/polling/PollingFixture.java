package io.taskbridge.polling;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.HandDrivenLog;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.HandDrivenThread;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Get;
import io.taskbridge.task.TaskSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A poller between a scripted API and a log in memory. */
final class PollingFixture {
  static final Duration INTERVAL = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(10);

  final MutableClock clock = new MutableClock();
  final HandDrivenThread thread = new HandDrivenThread();
  final ScriptedTaskApi api = new ScriptedTaskApi();
  final HandDrivenLog log = new HandDrivenLog();
  final Ledger ledger = new Ledger();
  final ApiGate gate;
  final Poller poller;

  PollingFixture(int maxConcurrent) {
    RandomGenerator random = new SplittableRandom(7);
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));
    gate = new ApiGate(clock, random, backoff, state -> {});
    poller =
        new Poller(
            new PollSettings(INTERVAL, LONGEST, maxConcurrent, 1, backoff),
            api,
            gate,
            ledger,
            new Publisher(ledger, log),
            Monitor.SILENT,
            clock,
            random,
            thread);
    ledger.addListener(poller);
  }

  /** Takes over partition 0 with these entries. */
  PollingFixture owning(LedgerEntry... entries) {
    ledger.restore(partition(entries));
    return this;
  }

  static PartitionLedger partition(LedgerEntry... entries) {
    PartitionLedger partition = new PartitionLedger(0);
    for (LedgerEntry entry : entries) {
      partition.apply(new LedgerChange.Put(entry));
    }
    return partition;
  }

  static LedgerEntry running(String id) {
    return running(id, Samples.OPTIONS);
  }

  static LedgerEntry running(String id, RequestOptions options) {
    return entry(id, options, new Phase.Running(Samples.running("task-" + id)));
  }

  static LedgerEntry collecting(String id, FollowedTask ended, Instant until) {
    return entry(id, Samples.OPTIONS, new Phase.Collecting(ended, until));
  }

  private static LedgerEntry entry(String id, RequestOptions options, Phase phase) {
    return LedgerEntry.of(Samples.request(id, 0, id.hashCode(), options), phase);
  }

  /** Lets a time pass in which everything becomes due, and asks. */
  void askAll() {
    clock.pass(LONGEST.multipliedBy(2));
    poller.tick();
  }

  /** Lets time pass up to the next question, if none is in the air. */
  Call<Get, TaskSnapshot> askNext() {
    List<Call<Get, TaskSnapshot>> asked = ScriptedTaskApi.open(api.gets());
    if (!asked.isEmpty()) {
      return asked.get(0);
    }
    Duration wait = Duration.between(clock.instant(), poller.next().orElseThrow());
    clock.pass(wait.isNegative() ? Duration.ZERO : wait);
    poller.tick();
    return ScriptedTaskApi.open(api.gets()).get(0);
  }

  void answer(Call<Get, TaskSnapshot> call, ApiOutcome<TaskSnapshot> outcome) {
    call.answer(outcome);
    thread.run();
  }

  /** The question in the air about the task of a request. */
  Call<Get, TaskSnapshot> about(String id) {
    return ScriptedTaskApi.open(api.gets()).stream()
        .filter(call -> call.asked().taskId().value().equals("task-" + id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing is asked about " + id));
  }

  Phase phase(String id) {
    return ledger.find(0, new RequestId(id)).orElseThrow().phase();
  }
}
