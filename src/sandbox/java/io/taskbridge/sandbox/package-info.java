/**
 * Pretends: an embedded Kafka broker, a simulated task API and sample traffic, so that the bridge
 * can be tried, tested and measured without an account and without a cluster.
 *
 * <p>Nothing in here is part of the bridge; a default build holds these classes as test code only.
 */
package io.taskbridge.sandbox;
