/**
 * Shows: a read-only page for people about the replica that serves it.
 *
 * <p>In: what the app tells of where things stand, and every batch once it is durable. Out: one
 * page on the port for people, its state as JSON, and a stream of what changes. Decides nothing,
 * and remembers only the last of each thing. Imports {@code task} and {@code publication}.
 */
package io.taskbridge.console;
