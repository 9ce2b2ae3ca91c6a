package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class IntakeGateTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final IntakeGate gate = new IntakeGate(100, FOR_EVER, FOR_EVER);

  @Test
  void shouldLetPollingRunAheadUpToTheBound() {
    gate.polled(60);
    gate.polled(60);

    Thread third = polling(gate, 1);
    awaitWaiting(third);
    gate.passed(60);
    awaitDone(third);
  }

  @Test
  void shouldLetOnePollInHoweverLargeItIs() {
    gate.polled(1_000);
    gate.passed(1_000);

    awaitDone(polling(gate, 1));
  }

  @Test
  void shouldForgetWhatWasOnItsWayWhenTheGroupAssignsAnew() {
    gate.polled(100);
    Thread next = polling(gate, 100);
    awaitWaiting(next);

    gate.assigned();

    awaitDone(next);
    // What comes in late does not make room that is not there.
    awaitWaiting(polling(gate, 1));
  }

  @Test
  void shouldNotWaitForEverForWhatWasDropped() {
    IntakeGate impatient = new IntakeGate(100, Duration.ofMillis(20), FOR_EVER);
    impatient.polled(100);

    awaitDone(polling(impatient, 100));
    // And what was given up for lost is not waited for again.
    impatient.passed(100);
    awaitDone(polling(impatient, 100));
  }

  @Test
  void shouldWaitForWhatTheBridgesThreadHasHoweverLongItTakes() {
    IntakeGate impatient = new IntakeGate(100, Duration.ofNanos(1), FOR_EVER);
    impatient.handedOver(100);
    impatient.polled(100);

    Thread next = polling(impatient, 100);
    awaitWaiting(next);
    impatient.passed(100);
    awaitDone(next);
  }

  @Test
  void shouldNotWaitForEverForAThreadThatIsStuck() {
    IntakeGate impatient = new IntakeGate(100, Duration.ofMillis(10), Duration.ofMillis(20));
    impatient.handedOver(100);
    impatient.polled(100);

    awaitDone(polling(impatient, 100));
  }

  @Test
  void shouldMarkWhatIsPolledWithItsAssignment() {
    IntakeGate.Interceptor interceptor = new IntakeGate.Interceptor();
    interceptor.configure(Map.of(IntakeGate.PROPERTY, gate));
    TopicPartition source = new TopicPartition("task-requests", 0);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("task-requests", 0, 7, null, new byte[] {1});
    ConsumerRecords<byte[], byte[]> polled =
        new ConsumerRecords<>(
            Map.of(source, List.of(record)), Map.of(source, new OffsetAndMetadata(8)));

    int first = gate.assigned();
    ConsumerRecords<byte[], byte[]> before = interceptor.onConsume(polled);
    int second = gate.assigned();
    ConsumerRecords<byte[], byte[]> after = interceptor.onConsume(polled);

    assertThat(PolledRecords.assignment(before)).isEqualTo(first).isNotEqualTo(second);
    assertThat(PolledRecords.assignment(after)).isEqualTo(second);
    assertThat(after).containsExactly(record);
    assertThat(after.nextOffsets()).isEqualTo(polled.nextOffsets());
  }

  @Test
  void shouldGoOnWhenTheClientIsStopped() {
    gate.polled(100);
    Thread next = polling(gate, 1);
    awaitWaiting(next);

    next.interrupt();

    awaitDone(next);
  }

  private static Thread polling(IntakeGate gate, long bytes) {
    Thread thread = new Thread(() -> gate.polled(bytes), "polling");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  private static void awaitDone(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.TERMINATED);
    assertThat(thread.isAlive()).isFalse();
  }
}
