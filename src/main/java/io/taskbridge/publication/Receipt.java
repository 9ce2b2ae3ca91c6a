package io.taskbridge.publication;

/**
 * A batch is durable.
 *
 * @param commitStarted when the transaction that carried it began to commit, on the monotonic clock
 *     in nanoseconds: the owner of the partition was still the owner after that
 */
public record Receipt(long commitStarted) {}
