package io.taskbridge.ledger;

import io.taskbridge.task.RequestId;

/** One change of the ledger. */
public sealed interface LedgerChange {
  RequestId requestId();

  /** The entry is now this. */
  record Put(LedgerEntry entry) implements LedgerChange {
    @Override
    public RequestId requestId() {
      return entry.requestId();
    }
  }

  /** The request is forgotten. */
  record Remove(RequestId requestId) implements LedgerChange {}
}
