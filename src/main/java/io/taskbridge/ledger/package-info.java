/**
 * Remembers: which requests are ours now and where each of them is.
 *
 * <p>In: what was restored from Kafka, and changes as the flows decide them. Out: the entries, and
 * a word to every listener when one changes. Lives on the bridge's one thread; nothing here is safe
 * to share between threads. Imports {@code task} only.
 */
package io.taskbridge.ledger;
