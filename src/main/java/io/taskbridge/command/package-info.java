/**
 * Steers: tells sessions what to do, one action after the other, and ends requests before their
 * time, because their sender or their deadline says so.
 *
 * <p>In: commands as they were read, entries of the ledger with a deadline or an open action. Out:
 * the API's events and cancels, batches that say what was announced, asked for and refused. What an
 * answer to an action means is said by {@code task}, and heard while asking. Imports {@code task},
 * {@code ledger} and {@code publication}.
 */
package io.taskbridge.command;
