package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.taskbridge.task.Actions;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events as records of the output topics: JSON values, CloudEvents headers. */
final class EventRecords {
  static final String REPLY_TOPIC = "REPLY_TOPIC";
  static final String REPLY_PARTITION = "REPLY_PARTITION";
  static final String REPLY_CORRELATION_ID = "REPLY_CORRELATION_ID";

  /** Far more than any honest schema takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Topics topics;
  private final CloudEventHeaders headers;
  private final int maxBytes;
  private final OutputCheck outputCheck = new OutputCheck(PATIENCE);

  /**
   * @param groupId of the bridge: part of the source of every event
   * @param maxBytes the largest value that is published; a larger output becomes an error
   */
  EventRecords(Topics topics, String groupId, int maxBytes) {
    this.topics = topics;
    this.headers = new CloudEventHeaders(groupId);
    this.maxBytes = maxBytes;
  }

  ProducerRecord<byte[], byte[]> record(TaskEvent event) {
    if (event instanceof TaskEvent.StatusChanged status) {
      return status(status);
    }
    if (event instanceof TaskEvent.Finished finished) {
      return result(finished);
    }
    if (event instanceof TaskEvent.ActionFinished action) {
      return actionResult(action);
    }
    return toolRequest((TaskEvent.ToolCalled) event);
  }

  private ProducerRecord<byte[], byte[]> actionResult(TaskEvent.ActionFinished event) {
    byte[] value = bytes(actionValue(event, event.code(), event.output()));
    if (value.length > maxBytes) {
      Json sentence = Json.ofText(tooLarge("the answer to the action", value.length));
      value = bytes(actionValue(event, Actions.FAILED, sentence));
    }
    return record(
        topics.actionResults(),
        "action-results",
        event.subject(),
        "action/" + event.actionId(),
        event.at(),
        value);
  }

  private static ObjectNode actionValue(TaskEvent.ActionFinished event, int code, Json output) {
    ObjectNode value = about(event.subject());
    value.put("action_id", event.actionId());
    value.put("name", event.name());
    value.put("code", code);
    raw(value, "output", output);
    value.put("timestamp", event.at().toString());
    return value;
  }

  private ProducerRecord<byte[], byte[]> status(TaskEvent.StatusChanged event) {
    ObjectNode value = about(event.subject());
    value.put("sequence", event.sequence());
    value.put("status", event.status());
    value.put("previous_status", event.previousStatus());
    event.changed().forEach(value.putArray("changed")::add);
    links(value, event.artifacts());
    value.put("observed_at", event.observedAt().toString());
    return record(
        topics.status(),
        "task-status",
        event.subject(),
        "status/" + event.sequence(),
        event.observedAt(),
        bytes(value));
  }

  private ProducerRecord<byte[], byte[]> result(TaskEvent.Finished event) {
    TaskResult result = event.result();
    ObjectNode whole = resultValue(event.subject(), result);
    outputCheck
        .judge(event.outputSchema(), result.output())
        .ifPresent(
            judgement -> {
              whole.put("output_valid", judgement.valid());
              if (!judgement.valid()) {
                judgement.errors().forEach(whole.putArray("output_errors")::add);
              }
            });
    byte[] value = bytes(whole);
    if (value.length > maxBytes) {
      value = bytes(resultValue(event.subject(), withoutOutput(result, value.length)));
    }
    return record(
        topics.results(), "task-results", event.subject(), "result", result.finishedAt(), value);
  }

  private static ObjectNode resultValue(Subject subject, TaskResult result) {
    ObjectNode value = about(subject);
    value.put("status", result.status());
    raw(value, "output", result.output());
    TaskError error = result.error();
    if (error == null) {
      value.putNull("error");
    } else {
      ObjectNode errorValue = value.putObject("error");
      errorValue.put("code", error.code().name());
      errorValue.put("message", error.message());
      errorValue.put("http_status", error.httpStatus());
      raw(errorValue, "detail", error.detail());
    }
    value.put("credits_used", result.creditsUsed());
    value.put("device", result.device());
    links(value, result.artifacts());
    value.put("submitted_at", text(result.submittedAt()));
    value.put("finished_at", text(result.finishedAt()));
    passThrough(value, result.unknown());
    return value;
  }

  /** One output that is too large must not stop the others: its place is taken by an error. */
  private static TaskResult withoutOutput(TaskResult result, int bytes) {
    TaskError error = TaskError.of(ErrorCode.OUTPUT_TOO_LARGE, tooLarge("the result", bytes));
    return new TaskResult(
        result.status(),
        null,
        error,
        result.creditsUsed(),
        result.device(),
        result.artifacts(),
        result.submittedAt(),
        result.finishedAt(),
        null);
  }

  private static String tooLarge(String what, int bytes) {
    return what
        + " has "
        + bytes
        + " bytes, more than bridge.limits.output-bytes allows;"
        + " read the output from the task API, or raise the limit and the topic's"
        + " max.message.bytes";
  }

  private ProducerRecord<byte[], byte[]> toolRequest(TaskEvent.ToolCalled event) {
    String correlationId = event.correlationId().text();
    ObjectNode value = about(event.subject());
    value.put("call_id", event.call().callId());
    value.put("tool", event.call().tool());
    raw(value, "input", event.input());
    value.put("called_at", event.calledAt().toString());
    value.put("reply_by", event.call().replyBy().toString());
    value.put("correlation_id", correlationId);
    ProducerRecord<byte[], byte[]> record =
        record(
            topics.toolRequests(),
            "tool-requests",
            event.subject(),
            "tool/" + event.call().number(),
            event.calledAt(),
            bytes(value));
    int partition = event.correlationId().partition();
    record.headers().add(REPLY_TOPIC, topics.replies().getBytes(StandardCharsets.UTF_8));
    record
        .headers()
        .add(REPLY_PARTITION, ByteBuffer.allocate(Integer.BYTES).putInt(partition).array());
    record.headers().add(REPLY_CORRELATION_ID, correlationId.getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private ProducerRecord<byte[], byte[]> record(
      String topic, String kind, Subject subject, String name, Instant time, byte[] value) {
    byte[] key =
        subject.key() == null
            ? subject.requestId().value().getBytes(StandardCharsets.UTF_8)
            : subject.key().bytes();
    return new ProducerRecord<>(
        topic, null, null, key, value, headers.of(kind, subject, name, time));
  }

  private static ObjectNode about(Subject subject) {
    ObjectNode value = JsonDocuments.MAPPER.createObjectNode();
    value.put("request_id", subject.requestId().value());
    value.put("task_id", subject.taskId() == null ? null : subject.taskId().value());
    return value;
  }

  private static void links(ObjectNode value, Artifacts artifacts) {
    value.put("live_url", artifacts.liveUrl());
    value.put("recording_url", artifacts.recordingUrl());
    value.put("downloads_url", artifacts.downloadsUrl());
  }

  /** Fields of the API that this version does not know keep their names, unless they are ours. */
  private static void passThrough(ObjectNode value, Json unknown) {
    if (unknown == null) {
      return;
    }
    try {
      JsonNode fields = JsonDocuments.read(unknown.text().getBytes(StandardCharsets.UTF_8));
      for (Iterator<Map.Entry<String, JsonNode>> each = fields.fields(); each.hasNext(); ) {
        Map.Entry<String, JsonNode> field = each.next();
        if (!value.has(field.getKey())) {
          value.set(field.getKey(), field.getValue());
        }
      }
    } catch (JsonDocuments.NotJsonException e) {
      throw new IllegalStateException("what the API edge read as JSON is none: a defect", e);
    }
  }

  private static void raw(ObjectNode value, String name, Json json) {
    if (json == null) {
      value.putNull(name);
    } else {
      value.putRawValue(name, new RawValue(json.text()));
    }
  }

  private static byte[] bytes(ObjectNode value) {
    return JsonDocuments.write(value).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Instant time) {
    return time == null ? null : time.toString();
  }
}
