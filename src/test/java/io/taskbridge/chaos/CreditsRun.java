package io.taskbridge.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The account has no credits for a while, and requests come in all the time. */
final class CreditsRun {
  private static final int REPLICAS = 3;
  private static final Duration PROBE = Duration.ofSeconds(5);
  private static final long EVERY_MS = 150;
  private static final Duration BEFORE = Duration.ofSeconds(5);

  /** What is under way when the credits run out; afterwards each replica knows. */
  private static final Duration TO_BE_HEARD = Duration.ofSeconds(3);

  private CreditsRun() {}

  /**
   * What was seen.
   *
   * @param outage without credits
   * @param probes submissions in that time, once every replica had heard of it
   * @param probesAllowed one in five seconds, and the one that began before
   * @param recovery from new credits to the first task that was accepted
   * @param drained from new credits until nothing waited any more
   */
  record Evidence(
      Duration outage,
      int requests,
      long probes,
      long probesAllowed,
      Duration recovery,
      Duration drained,
      List<Finding> findings) {}

  static Evidence run(Duration outage) throws Exception {
    Map<String, String> settings = Map.of("BRIDGE_API_REQUEST_TIMEOUT", "PT10S");
    ExecutorService sender = Executors.newSingleThreadExecutor();
    AtomicBoolean enough = new AtomicBoolean();
    try (FlowStage stage = FlowStage.start("credits", REPLICAS, settings, output -> {})) {
      Future<Integer> sending = sender.submit(() -> send(stage, enough));
      Waiting.until("every replica at work", () -> stage.reader().ended() >= REPLICAS * 4);
      Waiting.atMost(BEFORE, () -> false);

      stage.api().settings("{\"credits\": 0}");
      long outAt = System.currentTimeMillis();
      Waiting.atMost(outage, () -> false);
      stage.api().settings("{\"credits\": null}");
      long backAt = System.currentTimeMillis();
      long heardAt = outAt + TO_BE_HEARD.toMillis();
      Waiting.until("a task after the outage", () -> firstAfter(stage, backAt) > 0);
      long acceptedAt = firstAfter(stage, backAt);
      enough.set(true);
      int requests = sending.get();
      List<Finding> findings = stage.judge();
      long drainedAt = lastSubmitted(stage);
      long probes =
          ApiCall.read(stage.api()).stream()
              .filter(ApiCall::isSubmission)
              .filter(call -> call.atMs() > heardAt && call.atMs() < backAt)
              .count();
      return new Evidence(
          outage,
          requests,
          probes,
          (backAt - heardAt) / PROBE.toMillis() + 1,
          Duration.ofMillis(acceptedAt - backAt),
          Duration.ofMillis(drainedAt - backAt),
          findings);
    } finally {
      enough.set(true);
      sender.shutdownNow();
    }
  }

  private static int send(FlowStage stage, AtomicBoolean enough) throws Exception {
    int number = 0;
    long began = System.nanoTime();
    while (!enough.get()) {
      stage.send(
          "paid-" + number,
          SentRequest.Kind.PLAIN,
          FlowStage.script().put("sandbox.wait_ms", 0).put("sandbox.run_ms", 500));
      long due = began + TimeUnit.MILLISECONDS.toNanos(EVERY_MS) * ++number;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    }
    return number;
  }

  /** When the first task after that moment came in, Unix milliseconds; 0 when none has. */
  private static long firstAfter(FlowStage stage, long atMs) {
    return stage.api().tasks().stream()
        .mapToLong(task -> task.receivedMs())
        .filter(received -> received >= atMs)
        .min()
        .orElse(0);
  }

  private static long lastSubmitted(FlowStage stage) {
    return stage.api().tasks().stream().mapToLong(task -> task.receivedMs()).max().orElse(0);
  }
}
