package io.taskbridge.sandbox.api;

import io.vertx.core.MultiMap;

/**
 * One call as it was received, body included.
 *
 * @param path the segments below the base path; never empty
 * @param traceparent W3C trace context as it came; null for none
 * @param receivedMs when it was received, Unix milliseconds
 * @param receivedNs the same instant on the JVM's monotonic clock
 * @param form the multipart fields and files; null when the body is not multipart
 */
record Call(
    Operation operation,
    String method,
    String[] path,
    MultiMap query,
    String apiKey,
    String traceparent,
    byte[] body,
    Form form,
    long receivedMs,
    long receivedNs) {

  String taskId() {
    return path.length > 1 ? path[1] : null;
  }
}
