package io.taskbridge.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.EventCursor;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskStatus;
import io.taskbridge.task.ToolCalls;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final LedgerEntry ENTRY = PollingFixture.running("r");
  private static final FollowedTask NO_EVENT_YET = Samples.running("t1");
  private static final FollowedTask READ_UP_TO_500 = readUpTo(500, TaskStatus.RUNNING);

  private final Watch watch = new Watch(ENTRY);

  @Test
  void shouldAskForEventsFromTheBeginningFirst() {
    assertThat(watch.eventsAfter(ENTRY, NO_EVENT_YET, true)).hasValue(0);
  }

  @Test
  void shouldNotAskForEventsOfATaskWithoutTools() {
    LedgerEntry withoutTools = PollingFixture.running("r", Samples.WITHOUT_EVENTS);

    assertThat(watch.eventsAfter(withoutTools, NO_EVENT_YET, true)).isEmpty();
  }

  @Test
  void shouldNotAskForEventsOfATaskThatHasEnded() {
    assertThat(watch.eventsAfter(ENTRY, readUpTo(500, TaskStatus.DONE), true)).isEmpty();
  }

  @Test
  void shouldReadTheLastMillisecondAgain() {
    assertThat(watch.eventsAfter(ENTRY, READ_UP_TO_500, true)).hasValue(499);
  }

  @Test
  void shouldAskBeyondAMillisecondThatBroughtNothingMoreAndThenLookAtItOnceMore() {
    // when the last millisecond was read again for nothing
    watch.answered(READ_UP_TO_500, OptionalLong.of(499), false);

    // then the next question may be held open
    assertThat(watch.eventsAfter(ENTRY, READ_UP_TO_500, true)).hasValue(500);

    // when it came back empty
    watch.answered(READ_UP_TO_500, OptionalLong.of(500), false);

    // then
    assertThat(watch.eventsAfter(ENTRY, READ_UP_TO_500, true)).hasValue(499);
  }

  @Test
  void shouldReadAMillisecondAgainThatBroughtSomething() {
    watch.answered(READ_UP_TO_500, OptionalLong.of(499), true);

    assertThat(watch.eventsAfter(ENTRY, READ_UP_TO_500, true)).hasValue(499);
  }

  @Test
  void shouldTrustNoEventsBeyondAMillisecondThatMayHaveGotAnother() {
    assertThat(mayLeaveOut(500, Samples.called("e", 501))).isTrue();
    assertThat(mayLeaveOut(499, Samples.called("e", 501))).isFalse();
    assertThat(mayLeaveOut(500)).isFalse();
    assertThat(
            watch.mayLeaveOut(
                NO_EVENT_YET,
                OptionalLong.of(0),
                Samples.snapshot("t1", TaskStatus.RUNNING, Samples.called("e", 501))))
        .isFalse();
  }

  @Test
  void shouldTakeTwoDenialsInARowForALoss() {
    assertThat(denied(0)).isFalse();
    assertThat(denied(1_000)).isTrue();
  }

  @Test
  void shouldNotTakeTwoDenialsOfOneMomentForALoss() {
    assertThat(denied(0)).isFalse();
    assertThat(denied(999)).isFalse();
    assertThat(denied(1_000)).isTrue();
  }

  @Test
  void shouldForgetADenialOnceTheTaskIsSeen() {
    denied(0);
    watch.answered(READ_UP_TO_500, OptionalLong.empty(), false);

    assertThat(denied(1_000)).isFalse();
  }

  @Test
  void shouldCountFailuresInARow() {
    assertThat(watch.failed()).isEqualTo(1);
    assertThat(watch.failed()).isEqualTo(2);
    watch.answered(READ_UP_TO_500, OptionalLong.empty(), false);
    assertThat(watch.failed()).isEqualTo(1);
  }

  /** The API does not know the task, so many milliseconds after the start. */
  private boolean denied(long millis) {
    return watch.unknownAgain(MutableClock.START.plusMillis(millis), Duration.ofSeconds(1));
  }

  private boolean mayLeaveOut(long askedAfter, ApiEvent... events) {
    return watch.mayLeaveOut(
        READ_UP_TO_500,
        OptionalLong.of(askedAfter),
        Samples.snapshot("t1", TaskStatus.RUNNING, events));
  }

  private static FollowedTask readUpTo(long timestamp, TaskStatus status) {
    return new FollowedTask(
        new TaskId("t1"),
        status,
        1,
        Artifacts.NONE,
        new EventCursor(timestamp, Set.of("e0")),
        ToolCalls.NONE,
        MutableClock.START,
        MutableClock.START);
  }
}
