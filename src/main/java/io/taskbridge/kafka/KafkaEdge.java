package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.taskbridge.command.Commands;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.Publisher;
import io.taskbridge.publication.TransactionLog;
import io.taskbridge.submission.LedgerSurvey;
import io.taskbridge.submission.Submitter;
import io.taskbridge.toolcall.ToolReplies;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts the room together, in two steps, because the flows need the log and the intake needs the
 * flows.
 */
public final class KafkaEdge implements AutoCloseable {
  private final KafkaSettings settings;
  private final Executor thread;
  private final LogMonitor monitor;
  private final Runnable onReplaced;
  private final Clients clients;
  private final AtomicInteger partitions = new AtomicInteger();
  private final SourceOffsets offsets = new SourceOffsets();
  private final LogQueue queue = new LogQueue();
  private final IntakeConsumer consumer;
  private final PartitionOwner owner;
  private final KafkaTransactionLog log;

  private final TopicReading reading;

  /**
   * @param ledger is restored from here
   * @param channelClients give access to the channel's consumer
   * @param thread the bridge's thread
   * @param onReplaced hears that another process works under the instance id of this one, which has
   *     nothing more to do
   * @param monitor hears of transactions, restorations and defects
   */
  public KafkaEdge(
      KafkaSettings settings,
      Ledger ledger,
      KafkaClientService channelClients,
      Executor thread,
      Runnable onReplaced,
      LogMonitor monitor) {
    this.onReplaced = requireNonNull(onReplaced, "onReplaced");
    this.settings = requireNonNull(settings, "settings");
    this.thread = requireNonNull(thread, "thread");
    this.monitor = requireNonNull(monitor, "monitor");
    this.clients = new Clients(settings);
    this.consumer = new IntakeConsumer(channelClients, IntakeChannel.NAME);
    LedgerEnds ends = new LedgerEnds();
    LedgerCodec codec = new LedgerCodec();
    Topics topics = settings.topics();
    RecordLimits limits = new RecordLimits(clients.maxRequestBytes());
    this.reading =
        new TopicReading(
            settings, clients, ledger, codec, ends, limits, partitions::get, thread, monitor);
    this.owner =
        new PartitionOwner(
            topics,
            new PartitionMemory(topics, ledger, ends, offsets, queue),
            reading.restorer(),
            queue,
            consumer,
            new Rejoin(
                consumer::rejoin,
                delay ->
                    CompletableFuture.delayedExecutor(
                        delay.toMillis(), TimeUnit.MILLISECONDS, thread),
                System::nanoTime,
                new SplittableRandom()),
            monitor);
    owner.addListener(this::provePlace);
    owner.addListener(new HeapRoom(settings.backlogBytes(), Runtime.getRuntime().maxMemory()));
    BatchEncoder encoder =
        new BatchEncoder(
            topics,
            codec,
            new EventRecords(topics, settings.groupId(), settings.maxOutputBytes(), limits),
            new DeadLetters(topics.deadLetters(), limits),
            offsets,
            limits);
    this.log =
        new KafkaTransactionLog(
            encoder,
            queue,
            settings.maxTransactionRecords(),
            settings.maxTransactionBytes(),
            new TransactionWriter(
                () -> {
                  Producer<byte[], byte[]> producer = clients.producer();
                  monitor.opened("producer", new KafkaClientMetrics(producer));
                  return producer;
                },
                topics.ledger(),
                ends,
                limits,
                settings.transactionTimeout(),
                System::nanoTime,
                monitor),
            KafkaTransactionLog.Pause.FOR_MARKERS,
            thread,
            trouble(),
            monitor);
  }

  /** Where the flows publish. */
  public TransactionLog log() {
    return log;
  }

  /** What all replicas know. */
  public LedgerSurvey survey() {
    return reading.survey();
  }

  /** Partitions of the requests topic; 0 before the first assignment. */
  public int partitions() {
    return partitions.get();
  }

  /** The lowest offset of a partition's requests that a successor would read again. */
  public long readAgainFrom(int partition) {
    return offsets
        .committable(new TopicPartition(settings.topics().requests(), partition))
        .map(OffsetAndMetadata::offset)
        .orElse(0L);
  }

  /** Whether the thread that writes transactions lives; it may well wait for Kafka. */
  public boolean isWriting() {
    return log.isAlive();
  }

  /** Seconds since records were last asked for; empty before the first time. */
  public OptionalLong secondsSincePoll() {
    return consumer.secondsSincePoll();
  }

  /** Batches that wait for a transaction. */
  public int queued() {
    return queue.size();
  }

  /** Begins to write, and connects the intake to the flows. */
  public KafkaBridge connect(
      Submitter submitter,
      ToolReplies toolReplies,
      Commands commands,
      Publisher publisher,
      Clock clock) {
    owner.addListener(owned -> reading.replies().owned(owned, toolReplies));
    log.start();
    IntakeBrake brake =
        new IntakeBrake(
            settings.topics().requests(),
            new BacklogBounds(settings.backlog(), settings.backlogBytes()),
            consumer,
            submitter::backlog,
            submitter::backlogBytes,
            owner);
    Intake intake =
        new Intake(
            settings.topics(),
            owner,
            offsets,
            new RequestDecoder(settings.defaults(), clock, monitor),
            new ToolReplyDecoder(settings.defaults().maxBytes(), monitor),
            submitter,
            toolReplies,
            new CommandDecoder(settings.defaults().maxBytes(), monitor),
            commands,
            publisher,
            brake,
            partitions::get,
            monitor);
    return new KafkaBridge(
        settings.topics().requests(),
        owner,
        consumer,
        intake,
        brake,
        reading.sizes(),
        queue,
        Flows.of(submitter, toolReplies, commands),
        submitter::gone,
        settings.drain(),
        partitions,
        thread);
  }

  @Override
  public void close() {
    log.close();
    reading.close();
  }

  /**
   * An empty transaction fails for a process whose instance id another one works under by now, and
   * which had nothing to write.
   */
  private void provePlace(Set<Integer> owned) {
    log.append(Batch.of(owned.iterator().next()).build());
  }

  private KafkaTransactionLog.Trouble trouble() {
    return new KafkaTransactionLog.Trouble() {
      @Override
      public void stale() {
        owner.recheck("a transaction was refused");
      }

      @Override
      public void refused(Set<Integer> partitions, String reason) {
        owner.distrust(partitions, reason);
      }

      @Override
      public void replaced() {
        onReplaced.run();
      }

      @Override
      public void lost(Exception cause) {
        owner.distrust("a transaction failed: " + cause.getClass().getSimpleName());
      }
    };
  }
}
