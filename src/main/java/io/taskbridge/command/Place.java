package io.taskbridge.command;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.task.RequestId;

/** Where the state of a request is. */
record Place(int partition, RequestId requestId) {
  static Place of(Command command) {
    return new Place(command.partition(), command.requestId());
  }

  static Place of(LedgerEntry entry) {
    return new Place(entry.partition(), entry.requestId());
  }
}
