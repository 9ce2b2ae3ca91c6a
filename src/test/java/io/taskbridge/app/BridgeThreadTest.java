package io.taskbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BridgeThreadTest {
  private static final int MANY = 10_000;

  private final Clock clock = Clock.systemUTC();
  private final AtomicInteger defects = new AtomicInteger();
  private final BridgeThread thread = new BridgeThread(clock, defects::incrementAndGet);

  @AfterEach
  void stop() {
    thread.close();
  }

  @Test
  void shouldDoEverythingInItsOrderHoweverMuchComesInAtOnce() throws InterruptedException {
    List<Integer> done = new ArrayList<>();
    CountDownLatch last = new CountDownLatch(1);

    IntStream.range(0, MANY).forEach(number -> thread.execute(() -> done.add(number)));
    thread.execute(last::countDown);

    assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done).isEqualTo(IntStream.range(0, MANY).boxed().toList());
  }

  @Test
  void shouldGoOnAfterAFailure() throws InterruptedException {
    CountDownLatch next = new CountDownLatch(1);

    thread.execute(
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    thread.execute(next::countDown);

    assertThat(next.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(defects).hasValue(1);
  }

  @Test
  void shouldWakeUpForWhatIsDueBetweenTwoTicks() throws InterruptedException {
    CountDownLatch ticked = new CountDownLatch(1);
    Instant due = clock.instant().plus(Duration.ofMillis(100));

    thread.recurring(
        ticked::countDown, () -> ticked.getCount() == 0 ? Optional.empty() : Optional.of(due));

    assertThat(ticked.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(clock.instant()).isAfterOrEqualTo(due.minusMillis(1));
  }

  @Test
  void shouldDoAgainAndAgainWhateverTheTimeOfDay() throws InterruptedException {
    CountDownLatch thrice = new CountDownLatch(3);

    thread.every(
        Duration.ofMillis(10),
        () -> {
          thrice.countDown();
          throw new IllegalStateException("thrown by a test");
        });

    assertThat(thrice.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldDoWhatCameInBeforeItStops() {
    AtomicInteger done = new AtomicInteger();
    IntStream.range(0, MANY).forEach(number -> thread.execute(done::incrementAndGet));

    thread.close();

    assertThat(done).hasValue(MANY);
  }

  @Test
  void shouldTakeItForNoDefectThatSomethingIsDueAfterTheStop() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    thread.recurring(() -> {}, () -> Optional.of(clock.instant()));
    thread.execute(
        () -> {
          began.countDown();
          awaitUninterruptibly(closing);
        });
    began.await();
    Thread closer = new Thread(thread::close);

    closer.start();
    // It waits for the step by then, and takes no more.
    await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    closing.countDown();
    closer.join();

    assertThat(defects).hasValue(0);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
