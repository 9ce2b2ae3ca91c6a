package io.taskbridge.kafka;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskLifecycle;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An entry of the ledger to its record and back: what a change and a restart cost. */
@State(Scope.Benchmark)
public class LedgerCodecBenchmark {
  private final LedgerCodec codec = new LedgerCodec();
  private final LedgerEntry entry = entry();
  private final byte[] key = codec.key(entry.requestId());
  private final byte[] value = codec.value(entry);

  private static LedgerEntry entry() {
    Instant now = Instant.ofEpochMilli(1_790_000_000_000L);
    RequestOptions options =
        new RequestOptions(
            AmbiguityPolicy.FAIL, Duration.ofMinutes(5), Duration.ofSeconds(30), true, false, null);
    RequestId id = new RequestId("order-4711-2026");
    Origin origin =
        new Origin(
            7,
            123_456,
            RecordKey.of("order-4711-2026".getBytes(StandardCharsets.UTF_8)),
            "Zb1q0yqkq0gT2bYv7pQe1A",
            null,
            now);
    TaskId taskId = new TaskId("0b749670-5b1c-4e0c-9c40-8f1f6a3a4d2e");
    TaskSnapshot answer =
        new TaskSnapshot(
            taskId,
            TaskStatus.RUNNING,
            null,
            null,
            "desktop",
            "https://live.example.com/0b749670-5b1c-4e0c-9c40-8f1f6a3a4d2e",
            null,
            null,
            now.toEpochMilli(),
            List.of(),
            null);
    return new LedgerEntry(
        id,
        origin,
        options,
        new Phase.Running(
            TaskLifecycle.accepted(Subject.of(id, origin, taskId), 7, options, answer, now)
                .task()));
  }

  @Benchmark
  public byte[] encode() {
    return codec.value(entry);
  }

  @Benchmark
  public Object decode() {
    return codec.entry(key, value, 7);
  }
}
