package io.taskbridge.sandbox.tour;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads everything that the bridge writes, from the beginning, committed records only. */
final class Outputs implements AutoCloseable {

  private final KafkaConsumer<String, String> consumer;
  private final List<Consumer<OutputRecord>> readers;
  private final Thread thread = new Thread(this::read, "tour-outputs");

  /** Begins to read; each record goes to all readers, on one thread. */
  Outputs(String bootstrapServers, List<Consumer<OutputRecord>> readers) {
    this.readers = List.copyOf(readers);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "tour-outputs",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "allow.auto.create.topics", "false"),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        Topic.outputs().stream()
            .flatMap(topic -> consumer.partitionsFor(topic.wire()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (consumer) {
      while (true) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(
                record -> {
                  OutputRecord output = OutputRecord.of(record);
                  readers.forEach(reader -> reader.accept(output));
                });
      }
    } catch (WakeupException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
