package io.taskbridge.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** One run through a topic of dead letters. */
final class Replay {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Codes of requests that had a result, and would be dropped as what they were before. */
  private static final Set<String> WITH_RESULT =
      Set.of(
          "API_REJECTED",
          "API_FORBIDDEN",
          "SUBMIT_AMBIGUOUS",
          "ATTACHMENT_REFUSED",
          "DEADLINE_EXCEEDED");

  private final Setup setup;
  private final Order order;
  private final Screen screen;
  private final Clock clock;
  private final ReplayCount count = new ReplayCount();
  private final Map<String, Integer> partitions = new HashMap<>();
  private List<TopicPartition> letters;

  /**
   * What a person asked for.
   *
   * @param from the topic of the letters
   * @param limit ends after so many
   * @param rate so many a second at most; 0: no limit
   */
  record Order(
      String from,
      Selection selection,
      int maxReplays,
      boolean newIds,
      long limit,
      int rate,
      boolean dryRun) {}

  Replay(Setup setup, Order order, Screen screen, Clock clock) {
    this.setup = setup;
    this.order = order;
    this.screen = screen;
    this.clock = clock;
  }

  /**
   * Runs to the end that the topic has now.
   *
   * @throws CliException when it cannot be done; what was committed until then is remembered
   */
  ReplayCount run() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = setup.consumer()) {
      letters = letters(consumer);
      if (order.dryRun()) {
        run(consumer, ReplaySink.NONE);
        return count;
      }
      try (Admin admin = setup.admin()) {
        ReplayMemory.create(admin, memory(), setup.config().topics().replicationFactor());
      }
      // Puts an end to another run, and to the transaction of one that was killed.
      try (TransactionalSink sink = new TransactionalSink(setup, order.rate(), clock)) {
        run(consumer, sink);
        sink.commit();
      }
      return count;
    }
  }

  private void run(KafkaConsumer<byte[], byte[]> consumer, ReplaySink sink)
      throws InterruptedException {
    ReplayMemory memory = ReplayMemory.read(consumer, memory());
    consumer.listTopics().forEach((topic, infos) -> partitions.put(topic, infos.size()));
    ReplayRules rules =
        new ReplayRules(
            order.selection(),
            order.maxReplays(),
            order.newIds(),
            setup.topics().requests(),
            memory::knows,
            topic -> partitions.getOrDefault(topic, 0));
    Map<TopicPartition, Long> ends = seek(consumer);
    long begin = positions(consumer);
    long all = ends.values().stream().mapToLong(Long::longValue).sum() - begin;
    String unit = order.dryRun() ? "to be sent again" : "sent again";
    try (Progress progress = new Progress(screen, all, unit)) {
      while (count.of(Verdict.REPLAY) < order.limit() && !atEnd(consumer, ends)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          boolean beforeEnd =
              record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()));
          if (beforeEnd && count.of(Verdict.REPLAY) < order.limit()) {
            take(Letter.of(record), rules, memory, sink);
            progress.show(count.all(), count.of(Verdict.REPLAY));
          }
        }
        progress.show(Math.min(all, positions(consumer) - begin), count.of(Verdict.REPLAY));
      }
    }
  }

  private void take(Letter letter, ReplayRules rules, ReplayMemory memory, ReplaySink sink)
      throws InterruptedException {
    Verdict verdict = rules.judge(letter);
    if (verdict == Verdict.REPLAY) {
      sink.send(rules.record(letter), memory.record(letter, clock.instant()));
    }
    count.add(letter, verdict, verdict == Verdict.REPLAY && isRemembered(letter, rules));
  }

  private boolean isRemembered(Letter letter, ReplayRules rules) {
    Instant setAside = Instant.ofEpochMilli(letter.record().timestamp());
    return !order.newIds()
        && WITH_RESULT.contains(letter.code())
        && setAside.plus(setup.config().dedupRetention()).isAfter(clock.instant())
        && rules.namesItsId(letter);
  }

  private String memory() {
    return setup.config().topics().replays();
  }

  private List<TopicPartition> letters(KafkaConsumer<byte[], byte[]> consumer) {
    List<PartitionInfo> infos = consumer.listTopics().get(order.from());
    if (infos == null) {
      throw new CliException(
          "there is no topic "
              + order.from()
              + " at "
              + setup.servers()
              + "; name the one with the dead letters with --from, or look with 'check'");
    }
    return infos.stream().map(each -> new TopicPartition(each.topic(), each.partition())).toList();
  }

  /** To the first letter that may be meant; returns the ends as they are now. */
  private Map<TopicPartition, Long> seek(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.assign(letters);
    Map<TopicPartition, Long> ends = consumer.endOffsets(letters);
    Instant since = order.selection().since();
    if (since.equals(Instant.EPOCH)) {
      consumer.seekToBeginning(letters);
      return ends;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    letters.forEach(each -> times.put(each, since.toEpochMilli()));
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> each :
        consumer.offsetsForTimes(times).entrySet()) {
      long offset = each.getValue() == null ? ends.get(each.getKey()) : each.getValue().offset();
      consumer.seek(each.getKey(), offset);
    }
    return ends;
  }

  private boolean atEnd(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return letters.stream().allMatch(each -> consumer.position(each) >= ends.get(each));
  }

  private long positions(KafkaConsumer<byte[], byte[]> consumer) {
    return letters.stream().mapToLong(consumer::position).sum();
  }
}
