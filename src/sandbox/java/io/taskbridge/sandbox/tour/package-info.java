/**
 * Sample traffic that a person can watch: some twenty requests go into the bridge, a sample worker
 * answers tool calls, and each request's way is shown on the terminal.
 *
 * <p>Plain Kafka clients, as any user of the bridge would write them: {@code Requests} sends,
 * {@code Outputs} reads, {@code Board} remembers what was seen, a view shows it, {@code Tour}
 * judges.
 */
package io.taskbridge.sandbox.tour;
