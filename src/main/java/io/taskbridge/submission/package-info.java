/**
 * Submits: a request becomes an accepted task, a refusal, or an honest "nobody can tell".
 *
 * <p>In: requests as they were read. Out: one {@code POST /task} for each, announced in the ledger
 * before it is sent, and a batch with what came of it. Imports {@code task}, {@code ledger} and
 * {@code publication}.
 */
package io.taskbridge.submission;
