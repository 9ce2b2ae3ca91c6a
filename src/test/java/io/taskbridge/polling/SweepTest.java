package io.taskbridge.polling;

import static io.taskbridge.task.Samples.ok;
import static io.taskbridge.task.Samples.refused;
import static io.taskbridge.task.Samples.unclear;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerChange;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Listing;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many tasks whose place in the API's list is known. */
class SweepTest {
  private static final Artifacts LIVE = new Artifacts("https://live", null, null);

  private final PollingFixture bridge = new PollingFixture(8);

  @Test
  void shouldReadOnePageInsteadOfAskingAboutEachTask() {
    own(100);

    sweep();

    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.api.listings())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.asked().createdBefore()).hasValue(created(99) + 1);
              assertThat(call.asked().limit()).isEqualTo(128);
            });
  }

  @Test
  void shouldPublishNothingAndSweepAgainWhenNothingChanged() {
    own(100);
    sweep();

    answer(page(0, 100, TaskStatus.WAITING));

    assertThat(bridge.log.appended()).isEmpty();
    assertThat(Duration.between(bridge.clock.instant(), bridge.poller.next().orElseThrow()))
        .isLessThanOrEqualTo(PollingFixture.INTERVAL.multipliedBy(11).dividedBy(10));
    sweep();
    assertThat(bridge.api.listings()).hasSize(2);
  }

  @Test
  void shouldReadOnWhereThePageEndsAndPastWhatIsNotOurs() {
    own(130);
    sweep();

    answer(page(2, 130, TaskStatus.WAITING));

    // The two that are left are not worth another page.
    assertThat(asked()).containsExactlyInAnyOrder("task-0", "task-1");
    assertThat(bridge.api.listings()).hasSize(1);
  }

  @Test
  void shouldTakeANewStatusFromTheListWhenItTellsAll() {
    own(10);
    sweep();

    answer(with(page(0, 10, TaskStatus.WAITING), element(3, TaskStatus.RUNNING, LIVE)));

    assertThat(bridge.log.events(StatusChanged.class))
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.status()).isEqualTo("running");
              assertThat(status.changed()).containsExactly("status", "live_url");
            });
    assertThat(bridge.api.gets()).isEmpty();
  }

  @Test
  void shouldAskByNameWhenTheListDoesNotTellTheLiveUrl() {
    own(10);
    sweep();

    answer(with(page(0, 10, TaskStatus.WAITING), element(3, TaskStatus.RUNNING, Artifacts.NONE)));

    assertThat(bridge.log.appended()).isEmpty();
    assertThat(asked()).containsExactly("task-3");
  }

  @Test
  void shouldAskOnceByNameForTheWholeEnd() {
    // given
    own(10);
    sweep();

    // when
    answer(with(page(0, 10, TaskStatus.WAITING), element(3, TaskStatus.DONE, Artifacts.NONE)));
    assertThat(bridge.log.appended()).isEmpty();
    assertThat(bridge.api.gets()).singleElement().matches(call -> call.asked().downloads());
    bridge.answer(
        bridge.about("3"),
        ok(created(3, "task-3", TaskStatus.DONE, new Artifacts(null, "https://video", ""))));

    // then
    assertThat(bridge.log.events(Finished.class)).hasSize(1);
    assertThat(bridge.phase("3")).isInstanceOf(Phase.Ended.class);
    assertThat(bridge.api.gets()).hasSize(1);
  }

  @Test
  void shouldFindALateRecordingInTheList() {
    // given ten tasks that ended without their recording
    own(10);
    sweep();
    answer(page(0, 10, TaskStatus.DONE));
    while (!ScriptedTaskApi.open(bridge.api.gets()).isEmpty()) {
      Call<?, TaskSnapshot> get = ScriptedTaskApi.open(bridge.api.gets()).get(0);
      String task = ((ScriptedTaskApi.Get) get.asked()).taskId().value();
      int number = Integer.parseInt(task.substring("task-".length()));
      get.answer(ok(created(number, task, TaskStatus.DONE, new Artifacts(null, null, ""))));
      bridge.thread.run();
    }
    assertThat(bridge.log.events(Finished.class)).hasSize(10);

    // when
    sweep();
    answer(
        IntStream.range(0, 10)
            .mapToObj(i -> element(i, TaskStatus.DONE, new Artifacts(null, "https://video", null)))
            .toList());

    // then
    assertThat(bridge.api.gets()).hasSize(10);
    assertThat(bridge.poller.watched()).isZero();
    assertThat(bridge.log.events(StatusChanged.class))
        .filteredOn(status -> status.changed().contains("recording_url"))
        .hasSize(10);
  }

  @Test
  void shouldGiveUpOnARecordingThatTheListNeverTells() {
    FollowedTask ended = followed("1", TaskStatus.DONE, new Artifacts(null, null, ""), created(1));
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      FollowedTask each = followed("" + i, TaskStatus.DONE, ended.artifacts(), created(i));
      entries.add(
          PollingFixture.collecting(
              "" + i, each, bridge.clock.instant().plus(Samples.ARTIFACTS_TIMEOUT)));
    }
    bridge.owning(entries.toArray(LedgerEntry[]::new));
    bridge.clock.pass(Samples.ARTIFACTS_TIMEOUT);

    sweep();
    answer(page(0, 5, TaskStatus.DONE));

    assertThat(bridge.poller.watched()).isZero();
    assertThat(bridge.log.events()).isEmpty();
  }

  @Test
  void shouldNotBelieveTheListThatARunningTaskWaitsAgain() {
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entries.add(entry("" + i, TaskStatus.RUNNING, created(i)));
    }
    bridge.owning(entries.toArray(LedgerEntry[]::new));
    sweep();

    answer(with(page(0, 5, TaskStatus.RUNNING), element(2, TaskStatus.WAITING, LIVE)));

    assertThat(bridge.log.appended()).isEmpty();
    assertThat(asked()).containsExactly("task-2");
  }

  @Test
  void shouldAskByNameAboutWhatIsMissingInTheList() {
    own(10);
    sweep();

    List<TaskSnapshot> page = new ArrayList<>(page(0, 10, TaskStatus.WAITING));
    page.removeIf(task -> task.id().value().equals("task-4"));
    answer(page);
    bridge.answer(bridge.about("4"), refused(404, "unknown"));
    bridge.clock.pass(PollingFixture.INTERVAL.multipliedBy(2));
    bridge.poller.tick();
    answer(page);
    bridge.answer(bridge.about("4"), refused(404, "unknown"));

    assertThat(bridge.log.events(Finished.class))
        .singleElement()
        .satisfies(end -> assertThat(end.result().status()).isEqualTo("lost"));
  }

  @Test
  void shouldAskByNameUntilItKnowsWhereATaskStands() {
    // given tasks of which an earlier bridge noted no creation time
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entries.add(entry("" + i, TaskStatus.WAITING, null));
    }
    bridge.owning(entries.toArray(LedgerEntry[]::new));
    bridge.askAll();
    assertThat(bridge.api.listings()).isEmpty();

    // when
    for (int i = 0; i < 5; i++) {
      bridge.answer(
          bridge.about("" + i), ok(created(i, "task-" + i, TaskStatus.WAITING, Artifacts.NONE)));
    }
    sweep();

    // then
    assertThat(bridge.api.listings()).hasSize(1);
    assertThat(ScriptedTaskApi.open(bridge.api.gets())).isEmpty();
  }

  @Test
  void shouldTryShorterPagesWhenOneIsTooLongToBeRead() {
    own(100);
    sweep();

    answer(new ApiOutcome.Ambiguous<>(200, "the answer is too long", null));

    assertThat(openListing().asked().limit()).isEqualTo(64);
    answer(page(36, 100, TaskStatus.WAITING));
    assertThat(openListing().asked().createdBefore()).hasValue(created(35) + 1);
    assertThat(openListing().asked().limit()).isEqualTo(64);
  }

  @Test
  void shouldFollowTheOthersOnAPageThatOneTaskMakesTooLong() {
    own(20);
    sweep();

    for (int length = 128; length >= 8; length /= 2) {
      assertThat(openListing().asked().limit()).isEqualTo(length);
      answer(new ApiOutcome.Ambiguous<>(200, "the answer is too long", null));
    }

    assertThat(asked()).hasSize(8);
    String first = asked().get(0);
    bridge.answer(
        ScriptedTaskApi.open(bridge.api.gets()).get(0),
        ok(Samples.snapshot(first, TaskStatus.RUNNING)));
    assertThat(asked()).hasSize(8).doesNotContain(first);
    assertThat(bridge.log.events(StatusChanged.class)).hasSize(1);
  }

  @Test
  void shouldAskByNameWhenTheApiGivesNoList() {
    own(5);
    sweep();

    answer(refused(405, "method not allowed"));

    assertThat(asked()).hasSize(5);
  }

  @Test
  void shouldSweepAgainLaterWhenTheListFails() {
    own(20);
    sweep();

    answer(unclear());

    assertThat(bridge.api.gets()).isEmpty();
    bridge.askAll();
    assertThat(ScriptedTaskApi.open(bridge.api.listings())).hasSize(1);
  }

  @Test
  void shouldWaitAsLongAsTheApiAsksForButNotForEver() {
    own(20);
    sweep();

    answer(new ApiOutcome.Throttled<>("slow down", Duration.ofHours(1)));

    assertThat(Duration.between(bridge.clock.instant(), bridge.poller.next().orElseThrow()))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldStopReadingPagesThatHoldLittleOfOurs() {
    // given four of ours, each among many foreign tasks
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      entries.add(entry("" + i, TaskStatus.WAITING, i * 1_000_000L));
    }
    bridge.owning(entries.toArray(LedgerEntry[]::new));
    sweep();
    List<TaskSnapshot> page = new ArrayList<>();
    page.add(created(3_000_000L, "task-3", TaskStatus.WAITING, Artifacts.NONE));
    for (int i = 1; i < 128; i++) {
      page.add(created(3_000_000L - i, "foreign-" + i, TaskStatus.RUNNING, LIVE));
    }
    answer(page);
    assertThat(asked()).containsExactlyInAnyOrder("task-0", "task-1", "task-2");
    for (int i = 0; i < 3; i++) {
      bridge.answer(
          bridge.about("" + i),
          ok(created(i * 1_000_000L, "task-" + i, TaskStatus.WAITING, Artifacts.NONE)));
    }

    // when
    sweep();

    // then
    assertThat(bridge.api.listings()).hasSize(1);
    assertThat(asked()).hasSize(4);
  }

  @Test
  void shouldNotLetAnOldPageUndoWhatWasHeardSince() {
    // given a page on its way
    own(10);
    sweep();
    Call<Listing, List<TaskSnapshot>> old = openListing();

    // when a task is accepted again under another owner, and said to run, before the page arrives
    bridge.ledger.apply(
        0, List.of(new LedgerChange.Put(entry("new", TaskStatus.RUNNING, created(5)))));
    List<TaskSnapshot> page = new ArrayList<>(page(0, 10, TaskStatus.WAITING));
    page.add(created(created(5), "task-new", TaskStatus.DONE, LIVE));
    old.answer(ok(page));
    bridge.thread.run();

    // then
    assertThat(bridge.api.gets()).isEmpty();
    assertThat(bridge.log.appended()).isEmpty();
  }

  @Test
  void shouldTellSinceWhenAQuestionWaits() {
    own(300);
    sweep();
    Instant due = bridge.clock.instant();

    bridge.clock.pass(Duration.ofSeconds(7));

    assertThat(bridge.poller.oldestDue()).contains(due);
  }

  @Test
  void shouldAskNothingNewWhileTheLogIsFull() {
    own(10);
    bridge.log.congested(true);
    bridge.askAll();
    assertThat(bridge.api.listings()).isEmpty();
    assertThat(bridge.poller.next()).isEmpty();

    bridge.log.congested(false);
    bridge.poller.tick();

    assertThat(bridge.api.listings()).hasSize(1);
  }

  /** Waiting tasks without tools, each created a second after the one before. */
  private void own(int count) {
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry("" + i, TaskStatus.WAITING, created(i)));
    }
    bridge.owning(entries.toArray(LedgerEntry[]::new));
  }

  private void sweep() {
    Duration wait = Duration.between(bridge.clock.instant(), bridge.poller.next().orElseThrow());
    bridge.clock.pass(wait.isNegative() ? Duration.ZERO : wait);
    bridge.poller.tick();
  }

  private Call<Listing, List<TaskSnapshot>> openListing() {
    return ScriptedTaskApi.open(bridge.api.listings()).get(0);
  }

  private void answer(List<TaskSnapshot> page) {
    answer(ok(page));
  }

  private void answer(ApiOutcome<List<TaskSnapshot>> outcome) {
    openListing().answer(outcome);
    bridge.thread.run();
  }

  private List<String> asked() {
    return ScriptedTaskApi.open(bridge.api.gets()).stream()
        .map(call -> call.asked().taskId().value())
        .toList();
  }

  private static long created(int number) {
    return 1_000_000L + number * 1_000L;
  }

  /** Newest first, as the API lists. */
  private static List<TaskSnapshot> page(int from, int to, TaskStatus status) {
    return IntStream.range(from, to)
        .map(i -> from + to - 1 - i)
        .mapToObj(i -> element(i, status, Artifacts.NONE))
        .toList();
  }

  private static List<TaskSnapshot> with(List<TaskSnapshot> page, TaskSnapshot... others) {
    return page.stream()
        .map(
            task ->
                Arrays.stream(others)
                    .filter(other -> other.id().equals(task.id()))
                    .findFirst()
                    .orElse(task))
        .toList();
  }

  private static TaskSnapshot element(int number, TaskStatus status, Artifacts links) {
    return created(created(number), "task-" + number, status, links);
  }

  private static TaskSnapshot created(int number, String id, TaskStatus status, Artifacts links) {
    return created(created(number), id, status, links);
  }

  private static TaskSnapshot created(long at, String id, TaskStatus status, Artifacts links) {
    return Samples.createdAt(at, Samples.snapshot(id, status, links));
  }

  private static LedgerEntry entry(String id, TaskStatus status, Long createdAt) {
    return LedgerEntry.of(
        Samples.request(id, 0, id.hashCode(), withoutTools()),
        new Phase.Running(followed(id, status, Artifacts.NONE, createdAt)));
  }

  private static RequestOptions withoutTools() {
    return Samples.WITHOUT_EVENTS;
  }

  private static FollowedTask followed(
      String id, TaskStatus status, Artifacts links, Long createdAt) {
    FollowedTask task = Samples.running("task-" + id);
    return new FollowedTask(
        task.taskId(),
        status,
        1,
        links,
        task.cursor(),
        task.calls(),
        task.submittedAt(),
        task.changedAt(),
        createdAt);
  }
}
