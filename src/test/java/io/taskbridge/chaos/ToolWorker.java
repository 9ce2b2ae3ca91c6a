package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Answers tool calls: some on a wrong partition, some twice, as careless workers do. */
final class ToolWorker implements AutoCloseable {
  private static final int WRONG_PARTITION_PERCENT = 20;
  private static final int TWICE_PERCENT = 10;

  private final KafkaProducer<String, String> producer;
  private final Random random;

  ToolWorker(String bootstrapServers, long seed) {
    this.random = new Random(seed);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "client.id", "chaos-worker"),
            new StringSerializer(),
            new StringSerializer());
  }

  /** Replies if the record is a tool call. Returns before Kafka has the reply. */
  void accept(Output output) {
    if (!output.topic().equals(ChaosTopics.TOOL_REQUESTS)) {
      return;
    }
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("correlation_id", output.text("correlation_id")).put("code", 200);
    reply.putObject("output").put("answer", 21);
    Integer partition =
        random.nextInt(100) < WRONG_PARTITION_PERCENT
            ? null
            : Integer.valueOf(output.headers().get("REPLY_PARTITION"));
    ProducerRecord<String, String> record =
        new ProducerRecord<>(ChaosTopics.REPLIES, partition, null, reply.toString());
    producer.send(record);
    if (random.nextInt(100) < TWICE_PERCENT) {
      producer.send(record);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
