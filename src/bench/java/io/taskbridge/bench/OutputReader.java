package io.taskbridge.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads outputs of the bridge on a thread of its own, committed ones only, from now on. */
final class OutputReader implements AutoCloseable {
  /** Takes an output; on the reader's thread. */
  @FunctionalInterface
  interface Handler {
    /**
     * @param key the request id: the benchmark's requests have it as their key
     * @param readAt nanoseconds of the monotonic clock
     */
    void output(String key, ConsumerRecord<byte[], byte[]> record, long readAt);
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Handler handler;
  private final Thread thread;
  private volatile boolean closed;

  OutputReader(String bootstrapServers, List<String> topics, Handler handler) {
    this.handler = handler;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // The place is looked up now, or what comes in before the first poll would be missed.
    partitions.forEach(consumer::position);
    this.thread = new Thread(this::read, "output-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        handler.output(new String(record.key(), StandardCharsets.UTF_8), record, System.nanoTime());
      }
    }
    consumer.close();
  }

  /** A header as text; null when there is none. */
  static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
