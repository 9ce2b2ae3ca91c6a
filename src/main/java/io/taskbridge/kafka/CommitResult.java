package io.taskbridge.kafka;

import java.util.Set;

/** What came of a transaction. */
sealed interface CommitResult {
  /** All of it is durable. */
  record Committed() implements CommitResult {}

  /** There was nothing to write, and nobody else works under the instance id of this one. */
  record Proven() implements CommitResult {}

  /**
   * None of it is: the group has moved on. It may be tried again once it is known who owns what.
   */
  record NotOwner(String reason) implements CommitResult {}

  /**
   * None of it is, because its topic does not take one of the records.
   *
   * @param partitions of the batches that it stands in
   */
  record TooLarge(Set<Integer> partitions, String reason) implements CommitResult {}

  /** Another process works under the instance id of this one. */
  record Replaced(Exception cause) implements CommitResult {}

  /** Nobody knows, or it can't be: what is in Kafka must be read again. */
  record Lost(Exception cause) implements CommitResult {}
}
