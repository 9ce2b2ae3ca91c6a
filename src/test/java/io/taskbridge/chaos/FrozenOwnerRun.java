package io.taskbridge.chaos;

import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * Two replicas under load, each known to the API by a key of its own. The one is frozen while it
 * submits, the other takes its partitions over, the first wakes up. What it does from then until
 * the group gives it partitions again is what it must not do for those that it lost.
 */
final class FrozenOwnerRun {
  private static final String FROZEN = "r1";
  private static final String OTHER = "r2";
  private static final int PARTITIONS = 12;
  private static final int ENOUGH_SUBMITTED = 40;
  private static final double RATE = 15;
  private static final Duration SILENCE = Duration.ofSeconds(7);

  /** The API has the task and answers late, so that several submissions are under way at a time. */
  private static final String SLOW =
      "{\"op\":\"submit\",\"kind\":\"slow\",\"when\":\"after\",\"ms\":1000}";

  private static final int ENOUGH_UNDER_WAY = 3;

  private FrozenOwnerRun() {}

  /**
   * What was seen. Without partitions is the time from the waking up to the last time that the
   * group was asked and had none for the replica.
   *
   * @param submittedBefore by the replica, until it was frozen
   * @param underWay tasks that the API had then, and for which it had not answered
   * @param takenOver whether the other had all partitions before it woke up
   * @param windowMs how long the replica was awake without partitions
   * @param asked how many GETs it made in that time
   * @param aborted how many parts of transactions it wrote in that time, that nobody ever sees
   * @param submittedAfterwards by the replica, once it had partitions again
   */
  record Evidence(
      int submittedBefore,
      int underWay,
      boolean takenOver,
      long windowMs,
      List<ApiCall> postsWithoutPartitions,
      List<WrittenBy.Part> committedWithoutPartitions,
      long asked,
      long aborted,
      int submittedAfterwards,
      int requests,
      List<Finding> findings) {

    void print(PrintStream out) {
      out.printf("%n=== frozen owner: %d requests%n", requests);
      out.printf("  submitted until it was frozen      %d%n", submittedBefore);
      out.printf("  under way at that moment           %d%n", underWay);
      out.printf("  the other had all its partitions   %s%n", takenOver);
      out.printf("  ms awake without partitions        %d%n", windowMs);
      out.printf("  POSTs in that time                 %s%n", postsWithoutPartitions);
      out.printf("  commits in that time               %s%n", committedWithoutPartitions);
      out.printf("  GETs in that time                  %d%n", asked);
      out.printf("  parts of aborted transactions      %d%n", aborted);
      out.printf("  submitted by it afterwards         %d%n", submittedAfterwards);
      out.printf("  findings                           %s%n", findings);
      out.flush();
    }
  }

  static Evidence run(int freezeSeconds) throws Exception {
    Path folder = Path.of("target", "frozen-owner");
    Folders.clear(folder);
    BrokerOptions data = BrokerOptions.defaults().withDataDirectory(folder.resolve("broker"));
    List<Replica> replicas = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(data);
        SimulatedTaskApi api = SimulatedTaskApi.start()) {
      api.settings("{\"keys\": [\"r1\", \"r2\"], \"request_log\": 1000000}");
      api.addFaults(SLOW);
      for (String name : List.of(FROZEN, OTHER)) {
        replicas.add(
            Replica.start(
                name,
                broker.bootstrapServers(),
                api.baseUrl(),
                folder.resolve(name + ".log"),
                List.of(),
                Map.of("BRIDGE_API_KEY", name)));
      }
      Observer observer = new Observer();
      for (Replica each : replicas) {
        Waiting.until(each.name() + " is ready", () -> observer.look(each));
      }
      return underLoad(broker, api, replicas.get(0), freezeSeconds);
    } finally {
      for (Replica each : replicas) {
        each.kill();
      }
    }
  }

  private static Evidence underLoad(
      EmbeddedBroker broker, SimulatedTaskApi api, Replica frozen, int freezeSeconds)
      throws Exception {
    ChaosOptions options = options(freezeSeconds);
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (Owners owners = new Owners(broker.bootstrapServers());
        Traffic requests =
            new Traffic(
                broker.bootstrapServers(), options.seed(), options.requests(), options.rate());
        ToolWorker worker = new ToolWorker(broker.bootstrapServers(), options.seed());
        OutputReader reader = new OutputReader(broker.bootstrapServers(), worker::accept)) {
      Waiting.until("partitions for both", () -> owners.of(FROZEN).size() == PARTITIONS / 2);
      Future<List<SentRequest>> sending = sender.submit(requests::run);
      Set<Integer> owned = owners.of(FROZEN);
      Waiting.until(
          "submissions under way",
          () ->
              submissions(api) >= ENOUGH_SUBMITTED
                  && underWay(api, requests.sent(), owned) >= ENOUGH_UNDER_WAY);
      frozen.freeze();
      long frozenMs = System.currentTimeMillis();
      int underWay = underWay(api, requests.sent(), owned);
      Waiting.atMost(Duration.ofSeconds(freezeSeconds), () -> false);
      boolean takenOver = owners.of(OTHER).size() == PARTITIONS;
      long producerId = producerId(broker.bootstrapServers());
      long awakeMs = System.currentTimeMillis();
      frozen.thaw();
      Span without = new Span(awakeMs, lastWithoutPartitions(owners, awakeMs));
      List<SentRequest> sent = sending.get();
      api.clearFaults();
      Waiting.until("a result of each request", () -> reader.ended() >= sent.size());
      Waiting.until("silence", () -> reader.silence().compareTo(SILENCE) > 0);

      List<ApiCall> calls = ApiCall.read(api);
      List<WrittenBy.Part> written =
          WrittenBy.producer(producerId, broker.dataDirectory()).stream()
              .filter(part -> without.has(part.endedMs()))
              .toList();
      List<PaidTask> tasks = api.tasks().stream().map(PaidTask::of).toList();
      List<Finding> findings = new ArrayList<>(Judge.judge(sent, reader.outputs(), tasks));
      findings.addAll(reader.violations());
      List<ApiCall> mine = calls.stream().filter(call -> call.key().equals(FROZEN)).toList();
      List<ApiCall> submitted = mine.stream().filter(ApiCall::isSubmission).toList();
      List<ApiCall> meanwhile = mine.stream().filter(call -> without.has(call.atMs())).toList();
      return new Evidence(
          (int) submitted.stream().filter(call -> call.atMs() <= frozenMs).count(),
          underWay,
          takenOver,
          without.toMs() - without.fromMs(),
          meanwhile.stream().filter(call -> !call.method().equals("GET")).toList(),
          written.stream().filter(WrittenBy.Part::committed).toList(),
          meanwhile.stream().filter(call -> call.method().equals("GET")).count(),
          written.stream().filter(part -> !part.committed()).count(),
          (int) submitted.stream().filter(call -> call.atMs() > without.toMs()).count(),
          sent.size(),
          findings);
    } finally {
      sender.shutdownNow();
    }
  }

  /** The group is asked again and again until it has partitions for the replica. */
  private static long lastWithoutPartitions(Owners owners, long awakeMs) {
    AtomicLong last = new AtomicLong(awakeMs);
    Waiting.until(
        "partitions for " + FROZEN,
        () -> {
          long asked = System.currentTimeMillis();
          boolean none = owners.of(FROZEN).isEmpty();
          if (none) {
            last.set(asked);
          }
          return !none;
        });
    return last.get();
  }

  /** Both ends included. */
  private record Span(long fromMs, long toMs) {
    boolean has(long ms) {
      return ms >= fromMs && ms <= toMs;
    }
  }

  private static long submissions(SimulatedTaskApi api) throws Exception {
    return ApiCall.read(api).stream()
        .filter(call -> call.key().equals(FROZEN))
        .filter(ApiCall::isSubmission)
        .count();
  }

  /** Tasks of the frozen replica's partitions whose submission is not answered yet. */
  private static int underWay(SimulatedTaskApi api, List<SentRequest> sent, Set<Integer> owned) {
    Set<String> its =
        sent.stream()
            .filter(request -> owned.contains(request.partition()))
            .map(SentRequest::id)
            .collect(Collectors.toSet());
    return (int)
        api.tasks().stream()
            .filter(task -> task.submitAnswer() == null)
            .map(PaidTask::of)
            .filter(task -> its.contains(task.requestId()))
            .count();
  }

  /** That of the frozen replica's transactions, the same as long as its id is used. */
  private static long producerId(String bootstrapServers) throws Exception {
    String id = "task-bridge-" + FROZEN;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.describeTransactions(List.of(id)).all().get().get(id).producerId();
    }
  }

  /** Requests come all the time, and for a while after the replica woke up. */
  private static ChaosOptions options(int freezeSeconds) {
    int seconds = freezeSeconds + 25;
    return new ChaosOptions(
        1,
        (int) (RATE * seconds),
        2,
        RATE,
        Duration.ofSeconds(seconds),
        Duration.ZERO,
        0,
        0,
        Duration.ZERO,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Path.of("unused"));
  }
}
