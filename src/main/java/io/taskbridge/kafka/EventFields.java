package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.Json;
import io.taskbridge.task.Subject;
import java.nio.charset.StandardCharsets;

/** Fields that several kinds of events have in common. */
final class EventFields {
  private EventFields() {}

  /** A new object that says whom it is about. */
  static ObjectNode about(Subject subject) {
    ObjectNode value = JsonDocuments.MAPPER.createObjectNode();
    value.put("request_id", subject.requestId().value());
    value.put("task_id", subject.taskId() == null ? null : subject.taskId().value());
    return value;
  }

  static void links(ObjectNode value, Artifacts artifacts) {
    value.put("live_url", artifacts.liveUrl());
    value.put("recording_url", artifacts.recordingUrl());
    value.put("downloads_url", artifacts.downloadsUrl());
  }

  /** JSON as it came, without being read. */
  static void raw(ObjectNode value, String name, Json json) {
    if (json == null) {
      value.putNull(name);
    } else {
      value.putRawValue(name, new RawValue(json.text()));
    }
  }

  static byte[] bytes(ObjectNode value) {
    return JsonDocuments.write(value).getBytes(StandardCharsets.UTF_8);
  }
}
