/**
 * Speaks Kafka: intake, ledger topic, ownership of partitions, transactions, outputs, dead letters.
 *
 * <p>In: records of the input topics. Out: requests and replies to the flows, and every batch in
 * one transaction together with the offsets of what it settles. All Kafka types stay in here.
 * Imports {@code task}, {@code ledger}, {@code publication}, {@code submission} and {@code
 * toolcall}.
 */
package io.taskbridge.kafka;
