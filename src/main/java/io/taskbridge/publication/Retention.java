package io.taskbridge.publication;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.task.RequestId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Forgets requests that ended long enough ago. Lives on the bridge's thread. */
public final class Retention {
  private static final int MOST_PER_RUN = 500;

  private final Ledger ledger;
  private final Publisher publisher;
  private final Duration retention;
  private final IntToLongFunction readAgainFrom;
  private final Clock clock;

  /**
   * @param retention how long a request's id is remembered after its end
   * @param readAgainFrom the lowest offset of a partition's requests that may be read again: what
   *     is remembered of those is what keeps them from being submitted twice
   */
  public Retention(
      Ledger ledger,
      Publisher publisher,
      Duration retention,
      IntToLongFunction readAgainFrom,
      Clock clock) {
    this.ledger = requireNonNull(ledger, "ledger");
    this.publisher = requireNonNull(publisher, "publisher");
    this.retention = requireNonNull(retention, "retention");
    this.readAgainFrom = requireNonNull(readAgainFrom, "readAgainFrom");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Removes what is past its time, a bounded number of entries of each partition. */
  public void tick() {
    Instant before = clock.instant().minus(retention);
    for (PartitionLedger partition : List.copyOf(ledger.partitions())) {
      List<RequestId> expired =
          partition.endedBefore(
              before, readAgainFrom.applyAsLong(partition.partition()), MOST_PER_RUN);
      if (!expired.isEmpty()) {
        Batch.Builder batch = Batch.of(partition.partition());
        expired.forEach(batch::remove);
        publisher.publish(batch.build());
      }
    }
  }
}
