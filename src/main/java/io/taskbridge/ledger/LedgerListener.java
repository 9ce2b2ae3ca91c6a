package io.taskbridge.ledger;

/** Hears of what the ledger holds. Called on the bridge's thread. */
public interface LedgerListener {
  /** A partition is ours and complete: work on its entries may begin. */
  default void restored(PartitionLedger partition) {}

  /**
   * An entry changed.
   *
   * @param before null when there was none
   * @param after null when it was removed
   */
  default void changed(LedgerEntry before, LedgerEntry after) {}

  /** A partition is not ours any more: drop everything about it, begin nothing for it. */
  default void released(int partition) {}
}
