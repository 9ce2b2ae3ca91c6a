package io.taskbridge.kafka;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** The transaction log of one replica before a real broker, with topics of its own. */
final class LogFixture implements AutoCloseable {
  static final int PARTITIONS = 2;
  private final String bootstrapServers;
  private final String name;
  private final Duration transactionTimeout;
  private final Admin admin;
  private final Topics topics;
  private final Clients clients;
  private final SourceOffsets offsets = new SourceOffsets();
  private final LogQueue queue = new LogQueue();
  private final LedgerEnds ends = new LedgerEnds();
  private final RecordLimits limits;
  private final HookedProducer producers;
  private final List<String> trouble = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final KafkaTransactionLog log;
  private volatile KafkaTransactionLog.Pause pause = () -> {};

  /**
   * @param name of the group, and a part of every topic's
   * @param transactionTimeout after it the broker gives up
   */
  LogFixture(String bootstrapServers, String name, Duration transactionTimeout) throws Exception {
    this.bootstrapServers = bootstrapServers;
    this.name = name;
    this.transactionTimeout = transactionTimeout;
    this.topics = topics(name);
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    admin
        .createTopics(
            topics.all().stream().map(topic -> new NewTopic(topic, PARTITIONS, (short) 1)).toList())
        .all()
        .get();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      offsets.start(
          new TopicPartition(topics.requests(), partition), new OffsetAndMetadata(partition));
    }
    this.clients = new Clients(settings());
    this.producers = new HookedProducer(clients::producer);
    this.limits = new RecordLimits(clients.maxRequestBytes());
    this.log =
        new KafkaTransactionLog(
            new BatchEncoder(
                topics,
                new LedgerCodec(),
                new EventRecords(topics, name, 4_000_000, limits),
                new DeadLetters(topics.deadLetters(), limits),
                offsets,
                limits),
            queue,
            100,
            1_000_000,
            new TransactionWriter(
                producers,
                topics.ledger(),
                ends,
                limits,
                transactionTimeout,
                System::nanoTime,
                LogMonitor.SILENT),
            () -> pause.await(),
            thread,
            new Recorder(),
            new LogMonitor() {
              @Override
              public void defectLogged() {
                trouble.add("defect");
              }
            });
    log.start();
  }

  /** One more member of the same group. */
  GroupMember member(String instance) {
    return new GroupMember(bootstrapServers, name, instance, topics.requests());
  }

  void owns(ConsumerGroupMetadata metadata, Integer... partitions) {
    queue.membership(new Membership(metadata, Set.of(partitions), Set.of()));
  }

  /** Finds out whether the transactional id is still ours. */
  void prove() {
    queue.prove();
  }

  /** What comes between a commit and the next transaction. */
  void pauseAfterCommit(KafkaTransactionLog.Pause wanted) {
    pause = wanted;
  }

  /** Lets batches wait until it is told who owns what, so that they go into one transaction. */
  void gather() {
    queue.hold();
  }

  /** Appends intents of these requests, in one batch. */
  CompletableFuture<Void> intent(int partition, String... requests) {
    Batch.Builder batch = Batch.of(partition);
    for (String request : requests) {
      batch.put(
          LedgerEntry.of(
              Samples.request(request, partition, 10),
              new Phase.Submitting(1, MutableClock.START)));
    }
    return log.append(batch.build()).toCompletableFuture();
  }

  /** An intent of a request that gave a schema of so many characters for its output. */
  LedgerEntry entryWithSchema(int partition, String request, int size) {
    LedgerEntry plain =
        LedgerEntry.of(
            Samples.request(request, partition, 10), new Phase.Submitting(1, MutableClock.START));
    RequestOptions options =
        new RequestOptions(
            AmbiguityPolicy.FAIL,
            Samples.TOOL_TIMEOUT,
            Samples.ARTIFACTS_TIMEOUT,
            true,
            true,
            false,
            null,
            Json.ofText("x".repeat(size)));
    return new LedgerEntry(plain.requestId(), plain.origin(), options, plain.phase());
  }

  CompletableFuture<Void> put(LedgerEntry entry) {
    return log.append(Batch.of(entry.partition()).put(entry).build()).toCompletableFuture();
  }

  boolean fits(LedgerEntry entry) {
    return log.fits(Batch.of(entry.partition()).put(entry).build());
  }

  /** Appends the end of a request whose output has so many characters. */
  CompletableFuture<Void> result(int partition, String request, int size) {
    LedgerEntry entry =
        LedgerEntry.of(
            Samples.request(request, partition, 10), new Phase.Ended(MutableClock.START, null));
    TaskResult result =
        new TaskResult(
            "done",
            Json.ofText("x".repeat(size)),
            null,
            5L,
            "desktop",
            Artifacts.NONE,
            MutableClock.START,
            MutableClock.START,
            null);
    return log.append(
            Batch.of(partition)
                .put(entry)
                .tell(new TaskEvent.Finished(entry.subject(), result))
                .build())
        .toCompletableFuture();
  }

  /** Gives up what waits for a partition, as its owner does before it is restored. */
  void giveUp(int partition) {
    queue
        .remove(partition)
        .forEach(batch -> batch.receipt().completeExceptionally(new IllegalStateException()));
    offsets.stop(new TopicPartition(topics.requests(), partition));
    offsets.start(
        new TopicPartition(topics.requests(), partition), new OffsetAndMetadata(partition));
  }

  /** Sets aside a record with a value of so many bytes. */
  CompletableFuture<Void> deadLetter(int partition, int size) {
    offsets.read(
        new ConsumerRecord<>(topics.requests(), partition, partition, null, new byte[size]));
    SourcePosition position = new SourcePosition(topics.requests(), partition, partition);
    return log.append(
            Batch.of(partition)
                .deadLetter(new DeadLetter(position, ErrorCode.INVALID_JSON, "send JSON", null))
                .build())
        .toCompletableFuture();
  }

  /** Lets a topic take no larger records than this from now on; the log is not told. */
  void limit(String topic, int bytes) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
    // A broker acts on it a moment after it has said that it would.
    Waiting.until(
        "the limit of " + topic,
        () -> {
          RecordLimits told = new RecordLimits(Integer.MAX_VALUE);
          try {
            told.read(admin, List.of(topic));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return told.of(topic) == bytes;
        });
  }

  /** Asks what the topics take, as a restoration does. */
  void readLimits() throws InterruptedException {
    limits.read(admin, topics.written());
  }

  Topics topics() {
    return topics;
  }

  /** What a reader sees of a topic, committed records only. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (Consumer<byte[], byte[]> reader = clients.reader()) {
      List<TopicPartition> all =
          List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
      reader.assign(all);
      reader.seekToBeginning(all);
      // Up to the last stable offset: a transaction that is left open would be a fault of its own.
      Map<TopicPartition, Long> ends = reader.endOffsets(all);
      while (all.stream().anyMatch(each -> reader.position(each) < ends.get(each))) {
        reader.poll(Duration.ofMillis(50)).forEach(found::add);
      }
    }
    return found;
  }

  /** What the log could not mend by itself. */
  List<String> trouble() {
    return trouble;
  }

  /** What the log knows of what it wrote. */
  LedgerEnds ends() {
    return ends;
  }

  HookedProducer producers() {
    return producers;
  }

  Clients clients() {
    return clients;
  }

  /** Waits until the broker has given up on the open transaction. */
  void awaitTransactionTimedOut() {
    Waiting.until(
        "the end of the broker's patience",
        () -> {
          try {
            return admin
                .describeTransactions(Set.of(transactionalId()))
                .all()
                .get()
                .values()
                .stream()
                .anyMatch(found -> found.state().toString().equals("CompleteAbort"));
          } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Whether the group has an offset of the ledger, of which it reads nothing. */
  boolean hasOffsetOfTheLedger() throws Exception {
    return admin
        .listConsumerGroupOffsets(name)
        .partitionsToOffsetAndMetadata()
        .get()
        .keySet()
        .stream()
        .anyMatch(source -> source.topic().equals(topics.ledger()));
  }

  /** Requests that a reader of the ledger sees, in the order of a partition. */
  List<String> ledger() {
    return records(topics.ledger()).stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }

  /** The committed offset of a requests partition; null when there is none. */
  Long committed(int partition) throws Exception {
    OffsetAndMetadata found =
        admin
            .listConsumerGroupOffsets(name)
            .partitionsToOffsetAndMetadata()
            .get()
            .get(new TopicPartition(topics.requests(), partition));
    return found == null ? null : found.offset();
  }

  private String transactionalId() {
    return name + "-replica";
  }

  private KafkaSettings settings() {
    return new KafkaSettings(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "max.block.ms", "2000",
            "request.timeout.ms", "1500",
            "delivery.timeout.ms", "5000",
            "reconnect.backoff.max.ms", "100"),
        topics,
        name,
        "replica",
        new RequestDefaults(
            Duration.ofMinutes(5), Duration.ofSeconds(30), 10_000, Records.ATTACHMENTS),
        1_000_000,
        10_000,
        10,
        1_000_000,
        100,
        1_000_000,
        transactionTimeout,
        Duration.ofSeconds(5));
  }

  private static Topics topics(String name) {
    return new Topics(
        name + ".requests",
        name + ".commands",
        name + ".replies",
        name + ".status",
        name + ".results",
        name + ".action-results",
        name + ".tool-requests",
        name + ".dead-letters",
        name + ".ledger");
  }

  private final class Recorder implements KafkaTransactionLog.Trouble {
    @Override
    public void stale() {
      trouble.add("stale");
    }

    @Override
    public void refused(Set<Integer> partitions, String reason) {
      trouble.add("refused " + partitions);
    }

    @Override
    public void replaced() {
      trouble.add("replaced");
    }

    @Override
    public void lost(Exception cause) {
      trouble.add("lost");
    }
  }

  @Override
  public void close() {
    log.close();
    thread.shutdownNow();
    admin.close();
  }
}
