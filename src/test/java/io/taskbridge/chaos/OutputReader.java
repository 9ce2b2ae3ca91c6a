package io.taskbridge.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.taskbridge.chaos.Finding.Rule;
import io.taskbridge.contract.Contract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads everything that the bridge writes, from the beginning, committed records only. */
final class OutputReader implements AutoCloseable {
  private final KafkaConsumer<String, String> consumer;
  private final Consumer<Output> listener;
  private final Thread thread = new Thread(this::read, "chaos-outputs");
  private final List<Output> outputs = new ArrayList<>();
  private final Set<String> ended = new HashSet<>();
  private final List<Finding> violations = new ArrayList<>();
  private long lastMs = System.currentTimeMillis();

  /** The topics must be there. The listener is called on the reader's thread. */
  OutputReader(String bootstrapServers, Consumer<Output> listener) {
    this.listener = listener;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "chaos-outputs",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "allow.auto.create.topics", "false"),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        ChaosTopics.OUTPUTS.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  /** Requests that have a result. */
  synchronized int ended() {
    return ended.size();
  }

  /** Whether a request has a result. */
  synchronized boolean hasEnded(String requestId) {
    return ended.contains(requestId);
  }

  /** Whether a request has a status. */
  synchronized boolean hasStatus(String requestId) {
    return outputs.stream()
        .anyMatch(
            output ->
                output.topic().equals(ChaosTopics.STATUS) && output.requestId().equals(requestId));
  }

  /** The first result of a request that has one. */
  synchronized Output result(String requestId) {
    return outputs.stream()
        .filter(output -> output.topic().equals(ChaosTopics.RESULTS))
        .filter(output -> output.requestId().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  /** How long nothing came. */
  synchronized Duration silence() {
    return Duration.ofMillis(System.currentTimeMillis() - lastMs);
  }

  synchronized List<Output> outputs() {
    return List.copyOf(outputs);
  }

  /** Records that break the published schemas. */
  synchronized List<Finding> violations() {
    return List.copyOf(violations);
  }

  private void read() {
    try (consumer) {
      while (true) {
        consumer.poll(Duration.ofMillis(500)).forEach(this::take);
      }
    } catch (WakeupException | InterruptException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(ConsumerRecord<String, String> record) {
    Output output = Output.of(record);
    byte[] value = record.value() == null ? null : record.value().getBytes(UTF_8);
    List<String> broken = Contract.violations(record.topic(), value, record.headers());
    synchronized (this) {
      broken.forEach(
          what -> violations.add(new Finding(Rule.CONTRACT_BROKEN, output.place() + " " + what)));
      outputs.add(output);
      lastMs = System.currentTimeMillis();
      if (output.topic().equals(ChaosTopics.RESULTS)) {
        ended.add(output.requestId());
      }
    }
    listener.accept(output);
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    thread.join(5_000);
  }
}
