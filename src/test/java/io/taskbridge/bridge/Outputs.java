package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskbridge.contract.Contract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Collects everything that the bridge writes, from the beginning, committed records only. */
final class Outputs implements AutoCloseable {
  static final String STATUS = "task-status";
  static final String RESULTS = "task-results";
  static final String ACTION_RESULTS = "action-results";
  static final String TOOL_REQUESTS = "tool-requests";
  static final String DEAD_LETTERS = "dead-letters";
  static final List<String> TOPICS =
      List.of(STATUS, RESULTS, ACTION_RESULTS, TOOL_REQUESTS, DEAD_LETTERS);

  /** Far beyond what anything here takes, on a busy machine too. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Output> seen = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::read, "test-outputs");

  /** Begins to read once all the topics are there. */
  Outputs(String bootstrapServers, List<String> topics) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "allow.auto.create.topics",
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    until(
        "the topics " + topics,
        () -> topics.stream().noneMatch(topic -> consumer.partitionsFor(topic).isEmpty()));
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  /** The one result of a request, awaited. */
  Output result(String requestId) {
    until("the result of " + requestId, () -> !find(RESULTS, requestId).isEmpty());
    return only(find(RESULTS, requestId));
  }

  Output result(Request request) {
    return result(request.id());
  }

  /** The statuses of a request up to its end, awaited. */
  List<Output> statuses(String requestId) {
    String end = result(requestId).text("status");
    until(
        "the last status of " + requestId,
        () -> find(STATUS, requestId).stream().anyMatch(s -> end.equals(s.text("status"))));
    return find(STATUS, requestId);
  }

  /** The statuses of a request up to this one, awaited. */
  List<Output> statuses(String requestId, String last) {
    until(
        last + " of " + requestId,
        () -> find(STATUS, requestId).stream().anyMatch(s -> last.equals(s.text("status"))));
    return find(STATUS, requestId);
  }

  List<Output> statuses(Request request) {
    return statuses(request.id());
  }

  /** So many tool calls of a request, awaited. */
  List<Output> toolCalls(Request request, int count) {
    until(
        count + " tool calls of " + request.id(),
        () -> find(TOOL_REQUESTS, request.id()).size() >= count);
    return find(TOOL_REQUESTS, request.id());
  }

  /** So many results of actions of a session, awaited. */
  List<Output> actions(Request session, int count) {
    until(
        count + " results of actions of " + session.id(),
        () -> find(ACTION_RESULTS, session.id()).size() >= count);
    return find(ACTION_RESULTS, session.id());
  }

  Output toolCall(Request request) {
    return only(toolCalls(request, 1));
  }

  /** The one dead letter about a record, awaited. */
  Output deadLetter(Sent sent) {
    until("the dead letter of " + sent, () -> !deadLetters(sent).isEmpty());
    return only(deadLetters(sent));
  }

  List<Output> deadLetters(Sent sent) {
    return find(DEAD_LETTERS).stream().filter(letter -> letter.isAbout(sent)).toList();
  }

  /** What was read so far of a topic; every record of every topic has kept the contract. */
  List<Output> find(String topic) {
    assertThat(violations).as("records that break the published schemas").isEmpty();
    return seen.stream().filter(output -> output.topic().equals(topic)).toList();
  }

  /** What was read so far of a topic about a request. */
  List<Output> find(String topic, String requestId) {
    return find(topic).stream()
        .filter(output -> requestId.equals(output.text("request_id")))
        .toList();
  }

  static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(PAUSE).until(condition);
  }

  private static Output only(List<Output> found) {
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private void read() {
    try (consumer) {
      while (true) {
        consumer.poll(Duration.ofSeconds(1)).forEach(this::take);
      }
    } catch (WakeupException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    // What the bridge writes for itself is no part of the contract.
    if (TOPICS.contains(record.topic())) {
      violations.addAll(Contract.violations(record.topic(), record.value(), record.headers()));
    }
    seen.add(Output.of(record));
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
