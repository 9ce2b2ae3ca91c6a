package io.taskbridge.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Get;
import io.taskbridge.task.ScriptedTaskApi.Listing;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What following many tasks costs the API, against a model of it that answers at once. */
class SweepCostTest {
  private static final int PAGE = 128;

  private final PollingFixture bridge = new PollingFixture(128);
  private final TreeMap<Long, TaskSnapshot> byTime = new TreeMap<>();
  private final Map<String, Long> times = new HashMap<>();
  private int answered;
  private int listsAnswered;

  @Test
  void shouldReadFiftyThousandWaitingTasksInOnePageForEachHundredAndTwentyEight() {
    own(50_000, TaskStatus.WAITING);

    letPass(Duration.ofSeconds(2));
    int before = bridge.api.listings().size();
    letPass(PollingFixture.INTERVAL.multipliedBy(5));

    double pagesOfASweep = (bridge.api.listings().size() - before) / 5.0;
    assertThat(pagesOfASweep).isLessThanOrEqualTo(1.2 * 50_000 / PAGE);
    assertThat(bridge.api.gets()).isEmpty();
  }

  @Test
  void shouldFindOutSoonThatATaskRuns() {
    // given
    own(20_000, TaskStatus.WAITING);
    letPass(Duration.ofSeconds(2));
    SplittableRandom random = new SplittableRandom(11);
    Map<String, Instant> began = new HashMap<>();

    // when tasks begin to run at any time
    for (int i = 0; i < 400; i++) {
      String id = "task-" + random.nextInt(20_000);
      if (began.putIfAbsent(id, bridge.clock.instant()) == null) {
        show(id, TaskStatus.RUNNING, new Artifacts("https://live", null, null));
      }
      letPass(Duration.ofMillis(17));
    }
    letPass(PollingFixture.INTERVAL.multipliedBy(3));

    // then
    List<Duration> waits = new ArrayList<>();
    for (StatusChanged seen : bridge.log.events(StatusChanged.class)) {
      waits.add(Duration.between(began.get(seen.subject().taskId().value()), seen.observedAt()));
    }
    waits.sort(Duration::compareTo);
    assertThat(waits).hasSize(began.size());
    assertThat(waits.get(waits.size() * 99 / 100))
        .isLessThan(PollingFixture.INTERVAL.multipliedBy(3).dividedBy(2));
  }

  @Test
  void shouldAskTheApiHardlyMoreThanOnceForEachTaskThatEndsAtOnce() {
    // given
    bridge.owning();

    // when twenty thousand are accepted in twenty seconds, each of which ends at once, and has its
    // recording a little later
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      String id = "" + i;
      boolean late = i >= 200;
      show("task-" + i, TaskStatus.DONE, Artifacts.NONE);
      bridge.ledger.apply(
          0, List.of(new LedgerChange.Put(entry(id, TaskStatus.RUNNING, time("task-" + i)))));
      if (late) {
        show("task-" + (i - 200), TaskStatus.DONE, new Artifacts(null, "https://video", null));
      }
      if (i % 10 == 9) {
        letPass(Duration.ofMillis(10));
      }
    }
    for (int i = count - 200; i < count; i++) {
      show("task-" + i, TaskStatus.DONE, new Artifacts(null, "https://video", null));
    }
    letPass(Duration.ofSeconds(10));

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(count);
    assertThat(bridge.poller.watched()).isZero();
    int calls = bridge.api.gets().size() + bridge.api.listings().size();
    assertThat((double) calls / count).isLessThanOrEqualTo(1.15);
  }

  private void own(int count, TaskStatus status) {
    LedgerEntry[] entries = new LedgerEntry[count];
    for (int i = 0; i < count; i++) {
      show("task-" + i, status, Artifacts.NONE);
      entries[i] = entry("" + i, status, time("task-" + i));
    }
    bridge.owning(entries);
  }

  /** From now on the API says this of a task. */
  private void show(String id, TaskStatus status, Artifacts links) {
    long time = time(id);
    byTime.put(time, Samples.createdAt(time, Samples.snapshot(id, status, links)));
  }

  private long time(String id) {
    return times.computeIfAbsent(id, any -> 1_000_000L + times.size());
  }

  /** Lets time pass in small steps, in each of which the API answers all it is asked. */
  private void letPass(Duration time) {
    Instant end = bridge.clock.instant().plus(time);
    while (bridge.clock.instant().isBefore(end)) {
      bridge.clock.pass(Duration.ofMillis(10));
      bridge.poller.tick();
      while (answered < bridge.api.gets().size() || listsAnswered < bridge.api.listings().size()) {
        answer();
      }
    }
  }

  private void answer() {
    while (listsAnswered < bridge.api.listings().size()) {
      Call<Listing, List<TaskSnapshot>> call = bridge.api.listings().get(listsAnswered++);
      call.answer(
          Samples.ok(
              byTime
                  .headMap(call.asked().createdBefore().orElse(Long.MAX_VALUE), false)
                  .descendingMap()
                  .values()
                  .stream()
                  .limit(call.asked().limit())
                  .toList()));
    }
    while (answered < bridge.api.gets().size()) {
      Call<Get, TaskSnapshot> call = bridge.api.gets().get(answered++);
      TaskSnapshot shown = byTime.get(times.get(call.asked().taskId().value()));
      call.answer(
          Samples.ok(
              Samples.createdAt(
                  shown.createdAt(),
                  Samples.snapshot(
                      shown.id().value(),
                      shown.status(),
                      new Artifacts(
                          shown.liveUrl(),
                          shown.recordingUrl(),
                          shown.status().terminal() ? "" : null)))));
    }
    bridge.thread.run();
  }

  private static LedgerEntry entry(String id, TaskStatus status, long createdAt) {
    FollowedTask task = Samples.running("task-" + id);
    return LedgerEntry.of(
        Samples.request(id, 0, id.hashCode(), Samples.WITHOUT_EVENTS),
        new Phase.Running(
            new FollowedTask(
                task.taskId(),
                status,
                1,
                Artifacts.NONE,
                task.cursor(),
                task.calls(),
                task.submittedAt(),
                task.changedAt(),
                createdAt)));
  }
}
