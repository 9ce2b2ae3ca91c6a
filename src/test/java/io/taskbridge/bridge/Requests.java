package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the bridge's inputs; returns once the broker has the record. */
final class Requests implements AutoCloseable {
  static final String TASK_REQUESTS = "task-requests";
  static final String TASK_COMMANDS = "task-commands";
  static final String TOOL_REPLIES = "tool-replies";

  private final KafkaProducer<byte[], byte[]> producer;

  Requests(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 8 * 1024 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  Sent send(Request request) {
    return send(TASK_REQUESTS, null, request.keyBytes(), request.value());
  }

  Sent send(Request request, int partition) {
    return send(TASK_REQUESTS, partition, request.keyBytes(), request.value());
  }

  /**
   * @param headers names and values, one after the other
   */
  Sent send(Request request, String... headers) {
    return send(TASK_REQUESTS, null, request.keyBytes(), request.value(), headers);
  }

  /**
   * @param partition null: chosen by the key
   * @param headers names and values, one after the other
   */
  Sent send(String topic, Integer partition, byte[] key, byte[] value, String... headers) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, key, value);
    for (int i = 0; i < headers.length; i += 2) {
      String text = headers[i + 1];
      record.headers().add(headers[i], text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }
    return send(record);
  }

  Sent send(ProducerRecord<byte[], byte[]> record) {
    try {
      return new Sent(record, producer.send(record).get(30, TimeUnit.SECONDS));
    } catch (Exception e) {
      throw new AssertionError("the broker did not take a record for " + record.topic(), e);
    }
  }

  /** Tells a session to do something. */
  Sent act(Request session, String actionId, String name, String input) {
    ObjectNode command = Json.object().put("request_id", session.id()).put("command", "action");
    ObjectNode action = command.putObject("action").put("id", actionId).put("name", name);
    if (input != null) {
      action.set("input", Json.read(input));
    }
    return command(session, command.toString());
  }

  Sent cancel(Request request) {
    return command(
        request, Json.object().put("request_id", request.id()).put("command", "cancel").toString());
  }

  /** A command as it is written, under the key of its request. */
  Sent command(Request request, String value) {
    return send(TASK_COMMANDS, null, request.keyBytes(), value.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers a call in the bridge's own form, on the partition that it names. */
  Sent reply(Output call, Object output) {
    return reply(call, 200, output, call.replyPartition());
  }

  /** The same on a partition of the caller's choice. */
  Sent reply(Output call, int code, Object output, int partition) {
    byte[] value =
        Json.object()
            .put("correlation_id", call.text("correlation_id"))
            .put("code", code)
            .set("output", Json.MAPPER.valueToTree(output))
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    return send(TOOL_REPLIES, partition, call.key(), value);
  }

  /** Answers a call as an ordinary request-reply worker does: the headers come back. */
  Sent replyByHeader(Output call, String value) {
    return send(
        call.header("REPLY_TOPIC"),
        call.replyPartition(),
        call.key(),
        value.getBytes(StandardCharsets.UTF_8),
        "REPLY_CORRELATION_ID",
        call.header("REPLY_CORRELATION_ID"));
  }

  @Override
  public void close() {
    producer.close();
  }
}
