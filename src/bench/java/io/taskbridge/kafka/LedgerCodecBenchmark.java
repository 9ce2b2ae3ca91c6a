package io.taskbridge.kafka;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An entry of the ledger to its record and back: what a change and a restart cost. */
@State(Scope.Benchmark)
public class LedgerCodecBenchmark {
  private static final int PARTITION = 7;

  private final LedgerCodec codec = new LedgerCodec();
  private final LedgerEntry entry =
      LedgerEntry.of(
          Samples.request("order-4711", PARTITION, 123_456),
          new Phase.Running(Samples.running("0b749670-5b1c-4e0c-9c40-8f1f6a3a4d2e")));
  private final byte[] key = codec.key(entry.requestId());
  private final byte[] value = codec.value(entry);

  @Benchmark
  public byte[] encode() {
    return codec.value(entry);
  }

  @Benchmark
  public Object decode() {
    return codec.entry(key, value, PARTITION);
  }
}
