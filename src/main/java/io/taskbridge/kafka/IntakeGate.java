package io.taskbridge.kafka;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets polling run ahead of the bridge's thread by so many bytes and no further. The brake bounds
 * what waits once it is taken in; but while that thread has much to do, large records would pile up
 * before it, and fill the heap. The connector cannot do this: its own pause would undo the brake's.
 */
@Singleton
class IntakeGate {
  /** The consumer's property that holds the gate. */
  static final String PROPERTY = "bridge.intake-gate";

  private static final long MOST_BYTES = 8L << 20;

  /** What was dropped on its way, in a stop for instance, must not hold up the others for good. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * What the bridge's thread has is not dropped; if it is stuck for so long the process is dead.
   */
  private static final Duration LAST_PATIENCE = Duration.ofMinutes(1);

  private final long mostBytes;
  private final Duration patience;
  private final Duration lastPatience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long ahead;
  private long handedOver;
  private int assignment;

  @Inject
  IntakeGate() {
    this(MOST_BYTES, PATIENCE, LAST_PATIENCE);
  }

  /**
   * @param mostBytes that may be on their way when more is handed on
   * @param patience how long to wait at most for what may have been dropped
   * @param lastPatience how long to wait at most for what the bridge's thread has
   */
  IntakeGate(long mostBytes, Duration patience, Duration lastPatience) {
    this.mostBytes = mostBytes;
    this.patience = patience;
    this.lastPatience = lastPatience;
  }

  /** Counts what was polled, once there is room for it. On the polling thread, which waits. */
  void polled(long bytes) {
    lock.lock();
    try {
      long began = System.nanoTime();
      long left = patience.toNanos();
      while (ahead >= mostBytes && left > 0) {
        changed.awaitNanos(left);
        Duration most = handedOver > 0 ? lastPatience : patience;
        left = most.toNanos() - (System.nanoTime() - began);
      }
      ahead = ahead < mostBytes ? ahead + bytes : bytes;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** The bridge's thread has these and will tell what became of them. */
  void handedOver(long bytes) {
    lock.lock();
    try {
      handedOver += bytes;
    } finally {
      lock.unlock();
    }
  }

  /** These were taken in, or dropped. */
  void passed(long bytes) {
    lock.lock();
    try {
      handedOver -= bytes;
      ahead = Math.max(0, ahead - bytes);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nothing is on its way that anybody will take in: the group has assigned anew. On the polling
   * thread.
   *
   * @return the number of this assignment, which what is polled from now on carries
   */
  int assigned() {
    lock.lock();
    try {
      ahead = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return ++assignment;
  }

  /** What the keys and values of these records take. */
  static long bytes(ConsumerRecords<?, ?> records) {
    long bytes = 0;
    for (ConsumerRecord<?, ?> record : records) {
      bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
    return bytes;
  }

  /** Where the consumer meets the gate, with every poll. Made by Kafka. */
  public static final class Interceptor implements ConsumerInterceptor<byte[], byte[]> {
    private IntakeGate gate;

    @Override
    public void configure(Map<String, ?> configs) {
      gate = (IntakeGate) configs.get(PROPERTY);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      gate.polled(bytes(records));
      return new PolledRecords(records, gate.assignment);
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
  }
}
