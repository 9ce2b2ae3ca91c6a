/**
 * Asks: what became of the tasks that the API accepted.
 *
 * <p>In: entries of the ledger that run, or have ended and wait for late links. Out: batches with
 * what changed. The polled thing chooses its next delay. Imports {@code task}, {@code ledger} and
 * {@code publication}.
 */
package io.taskbridge.polling;
