package io.taskbridge.app;

import io.taskbridge.kafka.KafkaBridge;
import io.taskbridge.kafka.KafkaEdge;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.polling.Poller;
import io.taskbridge.submission.Submitter;
import io.taskbridge.toolcall.ToolReplies;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Where things stand, as it was when the bridge's thread looked last: what is asked for from other
 * threads, by metrics and summaries.
 */
@Singleton
class BridgeState {
  /**
   * What was seen.
   *
   * @param nanos when, by the monotonic clock; null before the first look
   * @param owned partitions that this replica works on
   * @param restoring partitions whose ledger is being read
   * @param ledgerEntries requests that are remembered
   * @param backlog requests that were read and have no outcome
   * @param unclear submissions without a clear answer that are not judged yet
   * @param usedSlots tasks that run at the API, or may
   * @param slots that may; {@link Integer#MAX_VALUE} for no limit
   * @param oldestDue when the question that waits longest was due; null for none
   * @param undelivered tool replies that the API does not have yet
   * @param queued batches that wait for a transaction
   */
  record Seen(
      Long nanos,
      int owned,
      long restoring,
      int ledgerEntries,
      int backlog,
      int unclear,
      int usedSlots,
      int slots,
      Instant oldestDue,
      int undelivered,
      int queued) {
    static final Seen NOTHING = new Seen(null, 0, 0, 0, 0, 0, 0, Integer.MAX_VALUE, null, 0, 0);
  }

  private final KafkaBridge bridge;
  private final KafkaEdge edge;
  private final Ledger ledger;
  private final Submitter submitter;
  private final Poller poller;
  private final ToolReplies toolReplies;
  private volatile Seen seen = Seen.NOTHING;

  BridgeState(
      KafkaBridge bridge,
      KafkaEdge edge,
      Ledger ledger,
      Submitter submitter,
      Poller poller,
      ToolReplies toolReplies) {
    this.bridge = bridge;
    this.edge = edge;
    this.ledger = ledger;
    this.submitter = submitter;
    this.poller = poller;
    this.toolReplies = toolReplies;
  }

  /** On the bridge's thread. */
  void look() {
    seen =
        new Seen(
            System.nanoTime(),
            bridge.owner().owned(),
            bridge.owner().restoring(),
            ledger.partitions().stream().mapToInt(PartitionLedger::size).sum(),
            submitter.backlog(),
            submitter.unclear(),
            ledger.occupiedSlots(),
            submitter.slots(),
            poller.oldestDue().orElse(null),
            toolReplies.undelivered(),
            edge.queued());
  }

  /** On any thread. */
  Seen seen() {
    return seen;
  }
}
