package io.taskbridge.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes requests and replies as a user's service would. */
final class RequestWriter implements AutoCloseable {
  static final String REQUESTS = "task-requests";
  private static final String REPLIES = "tool-replies";

  private final KafkaProducer<byte[], byte[]> producer;

  RequestWriter(String bootstrapServers) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** A task as users send them; what the simulated API makes of it is set there. */
  void task(String id) {
    send(
        REQUESTS,
        id,
        """
        {"task": "Get the top story of the day and who wrote it", "url": "https://news.example.com/", \
        "device": "desktop", "max_steps": 32, "bridge": {"request_id": "%s"}}\
        """
            .formatted(id));
  }

  /** A task that may call a tool. */
  void taskWithTool(String id) {
    send(
        REQUESTS,
        id,
        """
        {"task": "What should I wear in Rome today?", "custom_tools": [{"name": "weather", \
        "description": "Tells the weather of a city.", "inputs": {}, "output": "Degrees."}], \
        "bridge": {"request_id": "%s"}}\
        """
            .formatted(id));
  }

  void reply(String correlationId, int partition) {
    byte[] value =
        "{\"correlation_id\": \"%s\", \"code\": 200, \"output\": {\"degrees\": 21}}"
            .formatted(correlationId)
            .getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(REPLIES, partition, null, value));
  }

  void flush() {
    producer.flush();
  }

  private void send(String topic, String key, String value) {
    producer.send(
        new ProducerRecord<>(
            topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
