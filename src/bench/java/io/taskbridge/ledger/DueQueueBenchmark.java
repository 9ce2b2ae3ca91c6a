package io.taskbridge.ledger;

import java.time.Instant;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A queue in which many tasks wait for their turn, as the poller uses it. */
@State(Scope.Benchmark)
public class DueQueueBenchmark {
  private static final int SPREAD_MS = 5_000;

  @Param("50000")
  private int tasks;

  private final SplittableRandom random = new SplittableRandom(1);
  private DueQueue<Integer> queue;
  private long nowMs;

  /** All of them wait. */
  @Setup(Level.Iteration)
  public void fill() {
    queue = new DueQueue<>();
    nowMs = 1_790_000_000_000L;
    for (int i = 0; i < tasks; i++) {
      queue.put(i, Instant.ofEpochMilli(nowMs + random.nextInt(SPREAD_MS)));
    }
  }

  /** The next one is asked about and comes again a sweep later. */
  @Benchmark
  public void takeAndPutAgain() {
    nowMs = Math.max(nowMs, queue.next().orElseThrow().toEpochMilli());
    for (Integer task : queue.take(Instant.ofEpochMilli(nowMs), 1)) {
      queue.put(task, Instant.ofEpochMilli(nowMs + SPREAD_MS));
    }
  }

  /** One that waits gets another time. */
  @Benchmark
  public void move() {
    queue.put(random.nextInt(tasks), Instant.ofEpochMilli(nowMs + random.nextInt(SPREAD_MS)));
  }
}
