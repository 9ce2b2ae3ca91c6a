package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.failpoint.Point;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** One request for each kill, and the replies to its tool calls. */
final class FailpointTraffic implements AutoCloseable {
  private static final int RUN_MS = 1_500;

  private final KafkaProducer<String, String> producer;
  private final Map<String, Point> points = new ConcurrentHashMap<>();
  private int partitions;

  FailpointTraffic(String bootstrapServers) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "0"),
            new StringSerializer(),
            new StringSerializer());
  }

  SentRequest send(String id, Point point) throws InterruptedException, ExecutionException {
    partitions = producer.partitionsFor(ChaosTopics.REPLIES).size();
    points.put(id, point);
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("task", RequestMix.taskText(id));
    ObjectNode script = value.putObject("metadata");
    script.put("sandbox.wait_ms", 300).put("sandbox.run_ms", RUN_MS);
    if (point.task().callsATool()) {
      ObjectNode tool = value.putArray("custom_tools").addObject();
      tool.put("name", "lookup").put("description", "Looks up.").put("output", "An object.");
      tool.putObject("inputs");
      script.put("sandbox.tools", "lookup");
    }
    ObjectNode options = value.putObject("bridge");
    options.put("request_id", id).put("artifacts_timeout", "PT5S").put("tool_timeout", "PT3M");
    int partition =
        producer
            .send(new ProducerRecord<>(ChaosTopics.REQUESTS, id, value.toString()))
            .get()
            .partition();
    SentRequest.Kind kind =
        point.task().callsATool() ? SentRequest.Kind.TOOLS : SentRequest.Kind.PLAIN;
    return new SentRequest(id, kind, partition, false);
  }

  /** Replies if the record is a tool call; on the wrong partition where the point wants it. */
  void accept(Output output) {
    if (!output.topic().equals(ChaosTopics.TOOL_REQUESTS)) {
      return;
    }
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("correlation_id", output.text("correlation_id")).put("code", 200);
    reply.putObject("output").put("answer", 21);
    int home = Integer.parseInt(output.headers().get("REPLY_PARTITION"));
    boolean astray =
        points.get(output.requestId()).task() == Point.Task.ANSWERED_ON_A_WRONG_PARTITION;
    int partition = astray ? (home + 1) % partitions : home;
    producer.send(new ProducerRecord<>(ChaosTopics.REPLIES, partition, null, reply.toString()));
  }

  @Override
  public void close() {
    producer.close();
  }
}
