package io.taskbridge.command;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.task.ErrorCode;

/** Why a command is not carried out, as a batch to publish. Pure. */
final class Refusals {
  private Refusals() {}

  static Batch unknownRequest(Command command) {
    return letter(
        command,
        ErrorCode.UNKNOWN_REQUEST,
        "no request '"
            + command.requestId()
            + "' is known on this partition; send commands with the key of their request");
  }

  static Batch noSession(Command command) {
    return refused(
        command, "request '" + command.requestId() + "' is a task; only a session takes actions");
  }

  static Batch ended(Command command) {
    return refused(
        command,
        "session '" + command.requestId() + "' ended before the action was sent; open a new one");
  }

  static Batch closed(Command command) {
    return refused(
        command, "session '" + command.requestId() + "' was closed by an action; open a new one");
  }

  static Batch tooMany(Command command, int most) {
    return refused(
        command,
        most
            + " actions of session '"
            + command.requestId()
            + "' wait already; send the next once some of them have their result");
  }

  /** The record needs no further reading. */
  static Batch settled(Command command) {
    return Batch.of(command.partition()).settle(command.position()).build();
  }

  /** The entry is now this, and the record that made it so is settled. */
  static Batch settled(Command command, LedgerEntry entry) {
    return Batch.of(command.partition()).put(entry).settle(command.position()).build();
  }

  private static Batch refused(Command command, String reason) {
    return letter(command, ErrorCode.COMMAND_REFUSED, reason);
  }

  private static Batch letter(Command command, ErrorCode code, String reason) {
    return Batch.of(command.partition())
        .deadLetter(new DeadLetter(command.position(), code, reason, null))
        .build();
  }
}
