/**
 * Publishes together: what becomes true at once, or not at all.
 *
 * <p>In: batches of ledger changes, events and settled records from the flows. Out: the same, to
 * the port {@link io.taskbridge.publication.TransactionLog}, and at once to the ledger in memory.
 * Imports {@code task} and {@code ledger}.
 */
package io.taskbridge.publication;
