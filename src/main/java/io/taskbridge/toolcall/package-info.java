/**
 * Answers: replies to the agent's tool calls go back to the API, and a call that nobody answers in
 * time is answered by the bridge.
 *
 * <p>In: replies as they were read, and open calls of the ledger. Out: one answer for each call,
 * and a batch that closes it. Imports {@code task}, {@code ledger} and {@code publication}.
 */
package io.taskbridge.toolcall;
