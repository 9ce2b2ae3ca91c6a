package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.task.Actions;
import io.taskbridge.task.Json;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events as records of the output topics: JSON values, CloudEvents headers. */
final class EventRecords {
  static final String REPLY_TOPIC = "REPLY_TOPIC";
  static final String REPLY_PARTITION = "REPLY_PARTITION";
  static final String REPLY_CORRELATION_ID = "REPLY_CORRELATION_ID";

  private final Topics topics;
  private final CloudEventHeaders headers;
  private final int maxBytes;
  private final RecordLimits limits;
  private final ResultDocument results = new ResultDocument();

  /**
   * @param groupId of the bridge: part of the source of every event
   * @param maxBytes the largest value that is published; a larger output becomes an error
   * @param limits what the topics take, which may be less
   */
  EventRecords(Topics topics, String groupId, int maxBytes, RecordLimits limits) {
    this.topics = topics;
    this.headers = new CloudEventHeaders(groupId);
    this.maxBytes = maxBytes;
    this.limits = limits;
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
    return fitting(
        actionRecord(event, actionValue(event, event.code(), event.output())),
        "the answer to the action",
        reason -> actionRecord(event, actionValue(event, Actions.FAILED, Json.ofText(reason))));
  }

  private ProducerRecord<byte[], byte[]> actionRecord(
      TaskEvent.ActionFinished event, ObjectNode value) {
    return record(
        topics.actionResults(),
        "action-results",
        event.subject(),
        "action/" + event.actionId(),
        event.at(),
        value);
  }

  private static ObjectNode actionValue(TaskEvent.ActionFinished event, int code, Json output) {
    ObjectNode value = EventFields.about(event.subject());
    value.put("action_id", event.actionId());
    value.put("name", event.name());
    value.put("code", code);
    EventFields.raw(value, "output", output);
    value.put("timestamp", event.at().toString());
    return value;
  }

  private ProducerRecord<byte[], byte[]> status(TaskEvent.StatusChanged event) {
    ObjectNode value = EventFields.about(event.subject());
    value.put("sequence", event.sequence());
    value.put("status", event.status());
    value.put("previous_status", event.previousStatus());
    event.changed().forEach(value.putArray("changed")::add);
    EventFields.links(value, event.artifacts());
    value.put("observed_at", event.observedAt().toString());
    return record(
        topics.status(),
        "task-status",
        event.subject(),
        "status/" + event.sequence(),
        event.observedAt(),
        value);
  }

  private ProducerRecord<byte[], byte[]> result(TaskEvent.Finished event) {
    return fitting(
        resultRecord(event, results.whole(event)),
        "the result",
        reason -> resultRecord(event, results.withoutOutput(event, reason)));
  }

  private ProducerRecord<byte[], byte[]> resultRecord(TaskEvent.Finished event, ObjectNode value) {
    return record(
        topics.results(),
        "task-results",
        event.subject(),
        "result",
        event.result().finishedAt(),
        value);
  }

  private ProducerRecord<byte[], byte[]> toolRequest(TaskEvent.ToolCalled event) {
    ProducerRecord<byte[], byte[]> record = toolRecord(event, toolValue(event, event.input()));
    if (event.input() == null || limits.fits(record)) {
      return record;
    }
    ObjectNode value = toolValue(event, null);
    value.put("input_omitted", event.input().text().getBytes(StandardCharsets.UTF_8).length);
    return toolRecord(event, value);
  }

  private static ObjectNode toolValue(TaskEvent.ToolCalled event, Json input) {
    ObjectNode value = EventFields.about(event.subject());
    value.put("call_id", event.call().callId());
    value.put("tool", event.call().tool());
    EventFields.raw(value, "input", input);
    value.put("called_at", event.calledAt().toString());
    value.put("reply_by", event.call().replyBy().toString());
    value.put("correlation_id", event.correlationId().text());
    return value;
  }

  private ProducerRecord<byte[], byte[]> toolRecord(TaskEvent.ToolCalled event, ObjectNode value) {
    ProducerRecord<byte[], byte[]> record =
        record(
            topics.toolRequests(),
            "tool-requests",
            event.subject(),
            "tool/" + event.call().number(),
            event.calledAt(),
            value);
    byte[] partition =
        ByteBuffer.allocate(Integer.BYTES).putInt(event.correlationId().partition()).array();
    record.headers().add(REPLY_TOPIC, utf8(topics.replies()));
    record.headers().add(REPLY_PARTITION, partition);
    record.headers().add(REPLY_CORRELATION_ID, utf8(event.correlationId().text()));
    return record;
  }

  /**
   * The record, or what takes its place when it is too large.
   *
   * @param what is in it, for the sentence that the substitute is made of
   */
  private ProducerRecord<byte[], byte[]> fitting(
      ProducerRecord<byte[], byte[]> record,
      String what,
      Function<String, ProducerRecord<byte[], byte[]>> substitute) {
    String has = what + " has " + record.value().length + " bytes, ";
    if (record.value().length > maxBytes) {
      return substitute.apply(
          has
              + "more than bridge.limits.output-bytes allows; read the output from the task API, or"
              + " raise the limit and the topic's max.message.bytes");
    }
    if (!limits.fits(record)) {
      return substitute.apply(
          has
              + "more than fit into one record of "
              + record.topic()
              + "; read the output from the task API, or raise the topic's max.message.bytes");
    }
    return record;
  }

  private ProducerRecord<byte[], byte[]> record(
      String topic, String kind, Subject subject, String name, Instant time, ObjectNode value) {
    byte[] key = subject.key() == null ? utf8(subject.requestId().value()) : subject.key().bytes();
    return new ProducerRecord<>(
        topic, null, null, key, EventFields.bytes(value), headers.of(kind, subject, name, time));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
