package io.taskbridge.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads the output topics for one request. */
final class Watcher {
  static final int TIMED_OUT = 124;

  private static final Duration POLL = Duration.ofMillis(200);

  private final Setup setup;
  private final Screen screen;
  private final Sightings sightings;
  private final Clock clock = Clock.systemUTC();

  Watcher(Setup setup, Screen screen, String requestId, boolean json) {
    this.setup = setup;
    this.screen = screen;
    this.sightings = new Sightings(setup.topics(), requestId, screen, json);
  }

  /**
   * Until the request's end.
   *
   * @param since how far back to look
   * @param timeout null waits for ever
   * @return the exit code
   */
  int run(Duration since, Duration timeout) {
    Instant end = timeout == null ? Instant.MAX : clock.instant().plus(timeout);
    try (KafkaConsumer<byte[], byte[]> consumer = setup.consumer()) {
      assign(consumer, clock.instant().minus(since));
      // What was written before is brought into its order first: topics are read one by one.
      show(readUpTo(consumer, end));
      if (!sightings.seenAny()) {
        screen
            .err()
            .println(
                "nothing about "
                    + sightings.requestId()
                    + " in the last "
                    + since
                    + "; waiting (--since looks further back)");
      }
      while (sightings.exitCode().isEmpty()) {
        if (clock.instant().isAfter(end)) {
          screen.err().println("no result of " + sightings.requestId() + " within " + timeout);
          return TIMED_OUT;
        }
        List<ConsumerRecord<byte[], byte[]>> found = poll(consumer);
        if (found.stream().anyMatch(sightings::isEnd)) {
          // Its last status was written with the result, and may be read after it.
          found = new ArrayList<>(found);
          found.addAll(readUpTo(consumer, end));
        }
        show(found);
      }
      return sightings.exitCode().get();
    }
  }

  private void assign(KafkaConsumer<byte[], byte[]> consumer, Instant from) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : sightings.topics()) {
      List<PartitionInfo> infos = consumer.partitionsFor(topic);
      if (infos == null || infos.isEmpty()) {
        throw new CliException(
            "there is no topic " + topic + " at " + setup.servers() + "; 'check' says more");
      }
      infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp start = starts.get(partition);
      consumer.seek(partition, start == null ? ends.get(partition) : start.offset());
    }
  }

  /** Everything about the request that is there now. */
  private List<ConsumerRecord<byte[], byte[]>> readUpTo(
      KafkaConsumer<byte[], byte[]> consumer, Instant end) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())
        && clock.instant().isBefore(end)) {
      found.addAll(poll(consumer));
    }
    return found;
  }

  private List<ConsumerRecord<byte[], byte[]>> poll(KafkaConsumer<byte[], byte[]> consumer) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (sightings.isAbout(record)) {
        found.add(record);
      }
    }
    return found;
  }

  private void show(List<ConsumerRecord<byte[], byte[]>> found) {
    found.stream()
        .sorted(
            Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(
                    record -> sightings.isEnd(record) ? 1 : 0)
                .thenComparingLong(ConsumerRecord::timestamp)
                .thenComparing(ConsumerRecord::topic)
                .thenComparingLong(ConsumerRecord::offset))
        .forEach(sightings::show);
  }
}
