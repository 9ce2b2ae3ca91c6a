package io.taskbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.task.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StraysTest {
  private static final int MOST = 8;

  @Property
  void shouldForgetNoMomentAndKeepFewWindows(@ForAll("windows") List<Window> windows) {
    // when
    Strays strays = Strays.NONE;
    for (Window each : windows) {
      strays = strays.during(each);
    }

    // then
    List<Window> kept = strays.windows();
    assertThat(kept).hasSizeLessThanOrEqualTo(MOST);
    assertThat(windows).allSatisfy(each -> assertThat(kept).anyMatch(k -> covers(k, each)));
    for (int i = 1; i < kept.size(); i++) {
      assertThat(kept.get(i).from()).isAfter(kept.get(i - 1).until());
    }
  }

  @Property
  void shouldClaimNoMomentInWhichNothingWasGivenUpWhileTheyAreFew(
      @ForAll("few") List<Window> windows) {
    // when
    List<Window> kept = new Strays(Set.of(), false, windows).windows();

    // then
    for (long t = 0; t <= 1_100; t++) {
      Instant moment = Instant.ofEpochMilli(t);
      assertThat(kept.stream().anyMatch(each -> contains(each, moment)))
          .isEqualTo(windows.stream().anyMatch(each -> contains(each, moment)));
    }
  }

  @Test
  void shouldJoinTheTwoThatAreClosestWhenThereAreTooMany() {
    // given
    Strays strays = Strays.NONE;
    for (int i = 0; i < MOST; i++) {
      strays = strays.during(window(i * 100, i * 100 + 10));
    }

    // when
    strays = strays.during(window(320, 330));

    // then
    assertThat(strays.windows()).hasSize(MOST).contains(window(300, 330), window(700, 710));
  }

  @Test
  void shouldKeepWindowsWhateverBecomesOfTheTasks() {
    Strays strays = Strays.NONE.during(window(1, 2)).cancel(List.of(new TaskId("t1")));

    assertThat(strays.cancelled().named(List.of(new TaskId("t2")), window(8, 9)))
        .isEqualTo(
            new Strays(Set.of(new TaskId("t1"), new TaskId("t2")), false, List.of(window(1, 2))));
  }

  @Test
  void shouldKeepTheTimeInsteadOfNamesThatThereIsNoRoomFor() {
    // given
    Strays cancelled = Strays.NONE.cancel(tasks(1, Strays.MOST_TASKS - 1)).cancelled();
    assertThat(cancelled.hasRoomFor(tasks(1, Strays.MOST_TASKS))).isTrue();
    assertThat(cancelled.hasRoomFor(tasks(2, Strays.MOST_TASKS + 1))).isFalse();

    // when
    Strays named = cancelled.named(tasks(2, Strays.MOST_TASKS + 1), window(8, 9));

    // then
    assertThat(named.tasks()).hasSize(Strays.MOST_TASKS).containsAll(cancelled.tasks());
    assertThat(named.windows()).containsExactly(window(8, 9));
  }

  private static List<TaskId> tasks(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> new TaskId("t" + i)).toList();
  }

  @Provide
  Arbitrary<List<Window>> windows() {
    return window().list().ofMaxSize(40);
  }

  @Provide
  Arbitrary<List<Window>> few() {
    return window().list().ofMaxSize(MOST);
  }

  private static Arbitrary<Window> window() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1_000), Arbitraries.longs().between(0, 100))
        .as((from, length) -> window(from, from + length));
  }

  private static Window window(long from, long until) {
    return new Window(Instant.ofEpochMilli(from), Instant.ofEpochMilli(until));
  }

  private static boolean covers(Window outer, Window inner) {
    return !outer.from().isAfter(inner.from()) && !outer.until().isBefore(inner.until());
  }

  private static boolean contains(Window window, Instant moment) {
    return !window.from().isAfter(moment) && !window.until().isBefore(moment);
  }
}
