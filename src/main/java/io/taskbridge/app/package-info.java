/**
 * Wires: configuration, the one thread that the flows live on, schedules, start and stop, health
 * and metrics. Knows every room, and no room knows it.
 */
package io.taskbridge.app;
