package io.taskbridge.submission;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.HandDrivenLog;
import io.taskbridge.publication.Publisher;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.submission.LedgerSurvey.Survey;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.AttachmentLimits;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.HandDrivenThread;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedAssetApi;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Submit;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A submitter between a scripted API and a log in memory. */
final class SubmissionFixture {
  static final String TOPIC = "task-requests";
  static final Duration LEASE = Duration.ofSeconds(5);
  static final Duration GRACE = Duration.ofSeconds(40);
  static final int PARTITIONS = 4;

  /** Requests that are provided for at once. */
  static final int PROVISIONING = 2;

  final MutableClock clock = new MutableClock();
  final HandDrivenThread thread = new HandDrivenThread();
  final ScriptedTaskApi api = new ScriptedTaskApi();
  final ScriptedAssetApi assets = new ScriptedAssetApi();
  final ScriptedSource source = new ScriptedSource();
  final HandDrivenLog log = new HandDrivenLog();
  final Ledger ledger = new Ledger();
  final List<String> heard = new ArrayList<>();

  /** What other replicas' ledgers hold. */
  final Set<TaskId> tasksElsewhere = new HashSet<>();

  final Set<TaskId> straysElsewhere = new HashSet<>();
  final List<Intent> intentsElsewhere = new ArrayList<>();

  /** How far the time of day is behind the clock by which things are due. */
  Supplier<Duration> wallBehind = () -> Duration.ZERO;

  /** So many of the next conclusions are met by a defect. */
  int failAtConclusions;

  final ApiGate gate;
  final Submitter submitter;

  SubmissionFixture(int maxConcurrent, int maxInFlight) {
    RandomGenerator random = new SplittableRandom(7);
    gate =
        new ApiGate(
            clock, random, new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8)), state -> {});
    submitter =
        new Submitter(
            new SubmissionSettings(TOPIC, maxConcurrent, maxInFlight, LEASE, GRACE, PROVISIONING),
            api,
            new Provider(assets, source, new AttachmentLimits(1_000, 1_500)),
            gate,
            ledger,
            new Publisher(ledger, log),
            () -> CompletableFuture.completedFuture(survey()),
            new NotingMonitor(),
            clock,
            () -> clock.instant().minus(wallBehind.get()),
            clock::nanoTime,
            () -> PARTITIONS,
            ApiBudget.unlimited(),
            thread);
    ledger.addListener(submitter);
  }

  /** One that may submit as much as it likes, for partition 0. */
  static SubmissionFixture unlimited() {
    return new SubmissionFixture(32, 0).owning(0);
  }

  private final class NotingMonitor implements Monitor {
    @Override
    public TaskRequest requestRead(TaskRequest request) {
      heard.add("read");
      return request;
    }

    @Override
    public void duplicateDropped(RequestId id) {
      heard.add("duplicate of " + id);
    }

    @Override
    public void submissionEnded(ApiOutcome<?> outcome) {
      heard.add(outcome.getClass().getSimpleName());
    }

    @Override
    public void attachment(String outcome) {
      heard.add("attachment " + outcome);
    }

    @Override
    public void reconciled(String conclusion) {
      heard.add(conclusion);
      if (failAtConclusions > 0) {
        failAtConclusions--;
        throw new IllegalStateException("thrown by a test");
      }
    }

    @Override
    public void defect(String where, Throwable cause) {
      heard.add("defect: " + cause.getMessage());
    }
  }

  private Survey survey() {
    Survey here = Survey.of(List.of(), ledger);
    return new Survey(
        with(here.knownTasks(), tasksElsewhere),
        with(here.strayTasks(), straysElsewhere),
        Stream.concat(here.intents().stream(), intentsElsewhere.stream()).toList(),
        here.givenUp());
  }

  private static Set<TaskId> with(Set<TaskId> some, Set<TaskId> others) {
    Set<TaskId> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  /** Waits until submissions may be judged, and lists these tasks. */
  SubmissionFixture listAfterGrace(TaskSnapshot... listed) {
    clock.pass(GRACE);
    submitter.tick();
    return list(listed);
  }

  /** Answers the listing that is in the air. */
  SubmissionFixture list(TaskSnapshot... listed) {
    ScriptedTaskApi.open(api.listings()).get(0).answer(Samples.ok(List.of(listed)));
    thread.run();
    return this;
  }

  /** A task that no ledger knows and that may have been created at any time. */
  static TaskSnapshot stranger(String taskId) {
    return Samples.snapshot(taskId, TaskStatus.WAITING);
  }

  SubmissionFixture owning(int... partitions) {
    for (int partition : partitions) {
      ledger.restore(new PartitionLedger(partition));
    }
    return this;
  }

  /** Reads requests with these ids from partition 0, one after the other. */
  SubmissionFixture read(String... ids) {
    for (String id : ids) {
      read(Samples.request(id, 0, offsetOf(id)));
    }
    return this;
  }

  SubmissionFixture read(TaskRequest request) {
    submitter.accept(request, Optional.empty());
    return this;
  }

  /** Ids that end with a digit have their offset by it. */
  static long offsetOf(String id) {
    char last = id.charAt(id.length() - 1);
    return Character.isDigit(last) ? last - '0' : 0;
  }

  /** What was appended becomes durable, and what follows from it is done. */
  SubmissionFixture commit() {
    log.commit();
    thread.run();
    return this;
  }

  /** Answers the oldest submission of this request that waits for its answer. */
  SubmissionFixture answer(String id, ApiOutcome<TaskSnapshot> outcome) {
    post(id).orElseThrow(() -> new AssertionError(id + " is not in the air")).answer(outcome);
    thread.run();
    return this;
  }

  SubmissionFixture accept(String id) {
    return answer(id, accepted("task-" + id));
  }

  static ApiOutcome<TaskSnapshot> accepted(String taskId) {
    return Samples.ok(Samples.snapshot(taskId, TaskStatus.WAITING));
  }

  Optional<Call<Submit, TaskSnapshot>> post(String id) {
    return ScriptedTaskApi.open(api.submits()).stream()
        .filter(call -> idOf(call).equals(id))
        .findFirst();
  }

  /** All requests that were posted, in their order, again for every time. */
  List<String> posted() {
    return api.submits().stream().map(SubmissionFixture::idOf).toList();
  }

  /** The requests that are in the air. */
  List<String> inAir() {
    return ScriptedTaskApi.open(api.submits()).stream().map(SubmissionFixture::idOf).toList();
  }

  /** Where a request of partition 0 is; null when the ledger does not know it. */
  Phase phase(String id) {
    return ledger.find(0, new RequestId(id)).map(entry -> entry.phase()).orElse(null);
  }

  /** Lets the gate's next try come, and takes it. */
  SubmissionFixture waitForProbe() {
    Duration wait = Duration.between(clock.instant(), gate.nextProbe());
    clock.pass(wait.isNegative() ? Duration.ZERO : wait);
    submitter.tick();
    return this;
  }

  /** Lets the time come that the submitter waits for. */
  SubmissionFixture waitForNext() {
    Duration wait = Duration.between(clock.instant(), submitter.next().orElseThrow());
    clock.pass(wait.isNegative() ? Duration.ZERO : wait);
    submitter.tick();
    return this;
  }

  private static String idOf(Call<Submit, TaskSnapshot> call) {
    return call.asked().body().text().replaceAll(".*:\"(.*)\".*", "$1");
  }
}
