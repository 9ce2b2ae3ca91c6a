/**
 * Speaks HTTP: the task API through a MicroProfile REST client.
 *
 * <p>In: calls of the port {@link io.taskbridge.task.TaskApi}. Out: HTTP requests, and answers as
 * {@link io.taskbridge.task.ApiOutcome} values. The REST interface is package-private; one public
 * class gives it meaning. Imports only {@code task} of the bridge's rooms.
 */
package io.taskbridge.taskapi;
