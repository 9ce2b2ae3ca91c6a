package io.taskbridge.console;

import java.time.Instant;

/**
 * Whom the page is about.
 *
 * @param instance the replica
 * @param group its consumer group
 * @param version of the bridge
 * @param startedAt when this process began
 */
public record Replica(String instance, String group, String version, Instant startedAt) {}
