package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue between threads: one waits, another one wakes it. */
class LogQueueWaitingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long FOREVER_MS = 3_600_000;
  private static final PendingBatch BATCH =
      new PendingBatch(0, List.of(), Map.of(), 0, new CompletableFuture<>());

  private final LogQueue queue = new LogQueue();
  private Thread waiting;

  @AfterEach
  void endTheThread() throws InterruptedException {
    waiting.interrupt();
    waiting.join(PATIENCE.toMillis());
    assertThat(waiting.isAlive()).isFalse();
  }

  @Test
  void shouldWakeTheWriterForABatch() throws Exception {
    own(Set.of(0));
    FutureTask<LogQueue.Group> taken = wait(() -> queue.take(10, 10));

    queue.add(BATCH);

    assertThat(result(taken).batches()).containsExactly(BATCH);
  }

  @Test
  void shouldWakeTheWriterWhenAPartitionIsRestored() throws Exception {
    queue.membership(new Membership(metadata(), Set.of(), Set.of(0)));
    queue.add(BATCH);
    FutureTask<LogQueue.Group> taken = wait(() -> queue.take(10, 10));

    own(Set.of(0));

    assertThat(result(taken).batches()).containsExactly(BATCH);
  }

  @Test
  void shouldNotWakeTheWriterWhileHeldUntilTheMembershipIsTold() throws Exception {
    own(Set.of(0));
    queue.hold();
    FutureTask<LogQueue.Group> taken = wait(() -> queue.take(10, 10));
    queue.add(BATCH);
    // Adding has woken the thread, and it has gone back to waiting.
    awaitWaiting();
    assertThat(taken).isNotDone();

    own(Set.of(0));

    assertThat(result(taken).batches()).containsExactly(BATCH);
  }

  @Test
  void shouldWakeTheWriterWhenItIsClosed() throws Exception {
    FutureTask<LogQueue.Group> taken = wait(() -> queue.take(10, 10));

    queue.close();

    assertThat(result(taken)).isNull();
  }

  @Test
  void shouldTellThatItIsIdleOnceWhatWasTakenIsWritten() throws Exception {
    own(Set.of(0));
    queue.add(BATCH);
    queue.take(10, 10);
    FutureTask<Boolean> idle = wait(() -> queue.awaitIdle(FOREVER_MS));

    queue.done();

    assertThat(result(idle)).isTrue();
  }

  @Test
  void shouldTellThatItIsIdleOnceWhatWaitsIsGivenUp() throws Exception {
    own(Set.of(0));
    queue.add(BATCH);
    FutureTask<Boolean> idle = wait(() -> queue.awaitIdle(FOREVER_MS));

    queue.remove(0);

    assertThat(result(idle)).isTrue();
  }

  @Test
  void shouldTellThatItIsIdleOnceItIsHeld() throws Exception {
    own(Set.of(0));
    queue.add(BATCH);
    FutureTask<Boolean> idle = wait(() -> queue.awaitIdle(FOREVER_MS));

    queue.hold();

    assertThat(result(idle)).isTrue();
  }

  private <T> FutureTask<T> wait(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    waiting = new Thread(task, "waiting");
    waiting.start();
    awaitWaiting();
    return task;
  }

  private void awaitWaiting() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                waiting.getState() == Thread.State.WAITING
                    || waiting.getState() == Thread.State.TIMED_WAITING);
  }

  private static <T> T result(FutureTask<T> task) throws Exception {
    return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void own(Set<Integer> owned) {
    queue.membership(new Membership(metadata(), owned, Set.of()));
  }

  private static ConsumerGroupMetadata metadata() {
    return new ConsumerGroupMetadata("task-bridge");
  }
}
