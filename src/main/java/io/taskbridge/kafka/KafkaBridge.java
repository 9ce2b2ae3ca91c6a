package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Where the threads of Kafka's clients meet the bridge's thread. */
public final class KafkaBridge {
  private final String requestsTopic;
  private final PartitionOwner owner;
  private final IntakeConsumer consumer;
  private final Intake intake;
  private final IntakeBrake brake;
  private final TopicSizes sizes;
  private final LogQueue queue;
  private final Flows flows;
  private final Duration drain;
  private final Drain landing;
  private final AtomicInteger partitionCount;
  private final Executor thread;
  private volatile boolean stopped;

  /** Where the requests of each partition of ours begin. Of the bridge's thread. */
  private Map<Integer, Long> firstRequests = Map.of();

  /**
   * @param gone hears of a partition of ours where its requests begin
   * @param partitionCount of the requests topic, told with every assignment
   * @param drain how long a rebalance or a stop waits for what is under way at the API
   */
  KafkaBridge(
      String requestsTopic,
      PartitionOwner owner,
      IntakeConsumer consumer,
      Intake intake,
      IntakeBrake brake,
      TopicSizes sizes,
      LogQueue queue,
      Flows flows,
      BiConsumer<Integer, Long> gone,
      Duration drain,
      AtomicInteger partitionCount,
      Executor thread) {
    this.requestsTopic = requireNonNull(requestsTopic, "requestsTopic");
    this.owner = requireNonNull(owner, "owner");
    owner.addListener(
        owned -> owned.forEach(p -> gone.accept(p, firstRequests.getOrDefault(p, 0L))));
    this.consumer = requireNonNull(consumer, "consumer");
    this.intake = requireNonNull(intake, "intake");
    this.brake = requireNonNull(brake, "brake");
    this.sizes = requireNonNull(sizes, "sizes");
    this.queue = requireNonNull(queue, "queue");
    this.flows = requireNonNull(flows, "flows");
    this.drain = requireNonNull(drain, "drain");
    this.landing = new Drain(drain, queue::awaitIdle, System::nanoTime);
    this.partitionCount = requireNonNull(partitionCount, "partitionCount");
    this.thread = requireNonNull(thread, "thread");
  }

  String requestsTopic() {
    return requestsTopic;
  }

  /**
   * Hands records over. On the channel's thread.
   *
   * @param assignment under which they were polled: tells those that were on their way during a
   *     rebalance from those that were read after it
   * @return completes when they were taken in, or dropped
   */
  CompletionStage<Void> received(ConsumerRecords<byte[], byte[]> records, int assignment) {
    if (stopped) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    // Whatever goes wrong is for the thread to tell, or to end the process for.
    thread.execute(
        () -> {
          try {
            intake.accept(records, assignment);
          } finally {
            done.complete(null);
          }
        });
    return done;
  }

  /**
   * Brings what is in the air to its end and lets nothing more be written before it is known who
   * owns what. On the polling thread, which may wait: nobody else gets these partitions meanwhile.
   */
  void revoked(Set<Integer> partitions) {
    if (stopped) {
      return;
    }
    try {
      landing.land(heldBack());
      queue.hold();
      queue.awaitIdle(drain.toMillis());
      CompletableFuture.runAsync(() -> owner.revoked(partitions), thread).get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("giving up partitions failed", e.getCause());
    }
  }

  /**
   * A rebalance has ended; what there is to know of these is being asked. On the polling thread.
   */
  void assigning(Set<TopicPartition> sources) {
    Set<TopicPartition> expected = Set.copyOf(sources);
    thread.execute(() -> owner.expect(expected));
  }

  /** On the polling thread. */
  void assigned(Assignment told) {
    partitionCount.set(told.partitions());
    consumer.assigned(told.number());
    thread.execute(
        () -> {
          consumer.follow(told.number());
          brake.reset();
          firstRequests = told.firstRequests();
          owner.assigned(told);
          flows.proceed();
        });
  }

  /** Lets a partition flow again whose backlog has shrunk. On the bridge's thread. */
  public void tick() {
    if (!stopped) {
      brake.check();
      sizes.tick();
    }
  }

  /** Who owns what, for people. On the bridge's thread. */
  public PartitionOwner owner() {
    return owner;
  }

  /**
   * Brings what is in the air to its end, within the drain and a second; afterwards nothing more is
   * begun or written.
   */
  public void stop() throws InterruptedException {
    flows.stop();
    long end = landing.land(heldBack());
    stopped = true;
    queue.hold();
    landing.lastWrite(end);
  }

  /** Begins nothing more; completes when what is in the air has come to its end. */
  private CompletionStage<Void> heldBack() {
    return CompletableFuture.supplyAsync(flows::hold, thread).thenCompose(idle -> idle);
  }
}
