package io.taskbridge.kafka;

import io.taskbridge.task.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** CloudEvents 1.0 in binary mode, as the Kafka protocol binding has it. */
final class CloudEventHeaders {
  private static final byte[] SPECVERSION = bytes("1.0");
  private static final byte[] JSON = bytes("application/json");

  private final byte[] source;

  CloudEventHeaders(String groupId) {
    this.source = bytes("/task-bridge/" + groupId);
  }

  /**
   * The headers of one event.
   *
   * @param kind names the type
   * @param name what makes the id unique within its request: the same event has the same id, also
   *     when another replica publishes it
   */
  Headers of(String kind, Subject subject, String name, Instant time) {
    Headers headers = new RecordHeaders();
    headers.add("ce_specversion", SPECVERSION);
    headers.add("ce_id", bytes(subject.requestId().value() + "/" + name));
    headers.add("ce_type", bytes("io.taskbridge." + kind + ".v1"));
    headers.add("ce_source", source);
    if (subject.taskId() != null) {
      headers.add("ce_subject", bytes(subject.taskId().value()));
    }
    headers.add("ce_time", bytes(time.toString()));
    headers.add("content-type", JSON);
    if (subject.traceparent() != null) {
      headers.add("traceparent", bytes(subject.traceparent()));
    }
    return headers;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
