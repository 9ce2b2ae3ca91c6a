/**
 * Names: the vocabulary of the bridge and the rules that hold between its words.
 *
 * <p>In: nothing. Out: ids, requests, snapshots of a task as the API tells them, events that the
 * outside hears, the pure step from one known state and a snapshot to what changed, and the port
 * through which the flows speak to the task API. Imports only {@code java..}.
 */
package io.taskbridge.task;
