package io.taskbridge.polling;

import static io.taskbridge.polling.PollingFixture.collecting;
import static io.taskbridge.polling.PollingFixture.running;
import static io.taskbridge.task.Samples.ok;
import static io.taskbridge.task.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Phase;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskStatus;
import org.junit.jupiter.api.Test;

/** What happens between the end of a task and the last of its links. */
class LateLinksTest {
  private static final Artifacts VIDEO = new Artifacts(null, "https://video", null);
  private static final Artifacts ALL = new Artifacts(null, "https://video", "");

  private final PollingFixture bridge = new PollingFixture(8).owning(running("a"));

  @Test
  void shouldPublishTheResultBeforeTheLinksAreKnown() {
    done(Artifacts.NONE);

    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.phase("a")).isInstanceOf(Phase.Collecting.class);
    assertThat(bridge.poller.watched()).isEqualTo(1);
  }

  @Test
  void shouldTellALinkThatComesLateAndGoOnLooking() {
    done(Artifacts.NONE);

    done(VIDEO);

    StatusChanged last = bridge.log.events(StatusChanged.class).get(1);
    assertThat(last.changed()).containsExactly("recording_url");
    assertThat(last.status()).isEqualTo("done");
    assertThat(last.sequence()).isEqualTo(3);
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.phase("a")).isInstanceOf(Phase.Collecting.class);
  }

  @Test
  void shouldEndWhenAllLinksAreKnown() {
    done(Artifacts.NONE);

    done(ALL);

    assertThat(bridge.phase("a"))
        .isEqualTo(new Phase.Ended(bridge.clock.instant(), new TaskId("task-a")));
    assertThat(bridge.poller.watched()).isZero();
  }

  @Test
  void shouldWriteNothingWhileNothingComes() {
    done(Artifacts.NONE);
    int written = bridge.log.appended().size();

    done(Artifacts.NONE);

    assertThat(bridge.log.appended()).hasSize(written);
  }

  @Test
  void shouldGiveUpWhenTheTimeIsUp() {
    // given
    done(Artifacts.NONE);
    int told = bridge.log.events().size();

    // when
    bridge.clock.pass(Samples.ARTIFACTS_TIMEOUT);
    done(Artifacts.NONE);

    // then
    assertThat(bridge.phase("a"))
        .isEqualTo(new Phase.Ended(bridge.clock.instant(), new TaskId("task-a")));
    assertThat(bridge.log.events()).hasSize(told);
  }

  @Test
  void shouldTellALinkThatCameWithTheLastQuestion() {
    done(Artifacts.NONE);

    bridge.clock.pass(Samples.ARTIFACTS_TIMEOUT.multipliedBy(2));
    done(VIDEO);

    assertThat(bridge.log.events(StatusChanged.class).get(1).changed())
        .containsExactly("recording_url");
    assertThat(bridge.phase("a")).isInstanceOf(Phase.Ended.class);
  }

  @Test
  void shouldForgetQuietlyATaskThatIsGoneAfterItsEnd() {
    // given
    done(Artifacts.NONE);
    int told = bridge.log.events().size();

    // when
    bridge.answer(bridge.askNext(), Samples.refused(404, "unknown"));
    bridge.answer(bridge.askNext(), Samples.refused(404, "unknown"));

    // then it is not lost: its result is out
    assertThat(bridge.log.events()).hasSize(told);
    assertThat(bridge.phase("a")).isInstanceOf(Phase.Ended.class);
  }

  @Test
  void shouldNotAskForEventsAnyMore() {
    done(Artifacts.NONE);

    assertThat(bridge.askNext().asked().eventsAfter()).isEmpty();
  }

  @Test
  void shouldGoOnLookingAfterARestart() {
    // given
    done(Artifacts.NONE);
    Phase.Collecting before = (Phase.Collecting) bridge.phase("a");
    PollingFixture heir =
        new PollingFixture(8).owning(collecting("a", before.task(), before.until()));

    // when
    heir.answer(heir.askNext(), ok(snapshot("task-a", TaskStatus.DONE, ALL)));

    // then
    assertThat(heir.log.events())
        .singleElement()
        .isInstanceOfSatisfying(
            StatusChanged.class, status -> assertThat(status.sequence()).isEqualTo(3));
    assertThat(heir.phase("a")).isInstanceOf(Phase.Ended.class);
  }

  private void done(Artifacts links) {
    bridge.answer(bridge.askNext(), ok(snapshot("task-a", TaskStatus.DONE, links)));
  }
}
