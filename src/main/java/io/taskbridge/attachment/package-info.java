/**
 * Fetches what attachments name by their address, and nothing that an operator did not allow.
 *
 * <p>In: questions of the port {@link io.taskbridge.task.AttachmentSource}. Out: one GET to a host
 * of the allow-list, at an address that was looked up once, judged, and connected to as it was
 * judged. Nothing of the bridge's own goes along. Imports only {@code task} of the bridge's rooms.
 */
package io.taskbridge.attachment;
