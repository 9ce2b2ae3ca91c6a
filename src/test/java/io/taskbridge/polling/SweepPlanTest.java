package io.taskbridge.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.polling.Lane.Page;
import io.taskbridge.polling.Lane.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The plan against a model of the API's list: newest first, pages hold what was created strictly
 * before a time, and many tasks share one.
 */
class SweepPlanTest {
  private static final int LANES = 16;

  /** A task of the account: ours and due, or not. */
  private record Task(int id, long createdAt, boolean due) {}

  /** What became of a sweep. */
  private record Outcome(List<Integer> covered, List<Integer> byId, int pages) {}

  private static final class Account {
    private final List<Task> newestFirst;
    private final Set<Integer> forgotten = new HashSet<>();

    private Account(List<Task> tasks) {
      newestFirst = new ArrayList<>(tasks);
      newestFirst.sort(Comparator.comparingLong(Task::createdAt).reversed());
    }

    List<Due<Integer>> due() {
      return newestFirst.stream()
          .filter(Task::due)
          .map(task -> new Due<>(task.id(), task.createdAt(), false))
          .toList();
    }

    Page<Integer> page(long before) {
      List<Task> page =
          newestFirst.stream()
              .filter(task -> task.createdAt() < before && !forgotten.contains(task.id()))
              .limit(SweepPlan.PAGE)
              .toList();
      Set<Integer> ours = new HashSet<>();
      page.stream().filter(Task::due).forEach(task -> ours.add(task.id()));
      Long oldest = page.isEmpty() ? null : page.get(page.size() - 1).createdAt();
      return new Page<>(ours, page.size() == SweepPlan.PAGE, oldest);
    }

    Outcome sweep(int lanes) {
      SweepPlan<Integer> plan = SweepPlan.of(due(), lanes);
      List<Integer> covered = new ArrayList<>();
      List<Integer> byId = new ArrayList<>(plan.byId());
      Deque<Lane<Integer>> left = new ArrayDeque<>(plan.lanes());
      int pages = 0;
      while (!left.isEmpty()) {
        Lane<Integer> lane = left.removeFirst();
        pages++;
        assertThat(pages).as("pages of a sweep that ends").isLessThan(10_000);
        Step<Integer> step = lane.after(page(lane.before()));
        covered.addAll(step.covered());
        byId.addAll(step.byId());
        step.rest().ifPresent(left::addLast);
      }
      return new Outcome(covered, byId, pages);
    }

    /** Pages that a single reader needs who begins each at the newest that is still wanted. */
    int greedyPages() {
      List<Due<Integer>> wanted = new ArrayList<>(due());
      int pages = 0;
      while (!wanted.isEmpty()) {
        long before = wanted.get(0).createdAt() + 1;
        Page<Integer> page = page(before);
        pages++;
        wanted.removeIf(
            due ->
                page.keys().contains(due.key())
                    || due.createdAt() == before - 1 && page.oldest() + 1 >= before);
      }
      return pages;
    }
  }

  @Property(tries = 500)
  void shouldAskAboutEachDueTaskExactlyOnce(@ForAll("accounts") Account account) {
    Outcome outcome = account.sweep(LANES);

    List<Integer> asked = new ArrayList<>(outcome.covered());
    asked.addAll(outcome.byId());
    assertThat(asked)
        .containsExactlyInAnyOrderElementsOf(account.due().stream().map(Due::key).toList());
  }

  @Property(tries = 500)
  void shouldReadNoMorePagesThanOneGreedyReaderAndOneForEachFurtherLane(
      @ForAll("accounts") Account account) {
    int lanes = SweepPlan.of(account.due(), LANES).lanes().size();

    Outcome outcome = account.sweep(LANES);

    assertThat(outcome.pages()).isLessThanOrEqualTo(account.greedyPages() + Math.max(0, lanes - 1));
    assertThat(account.sweep(1).pages()).isLessThanOrEqualTo(account.greedyPages());
  }

  @Property(tries = 100)
  void shouldAskByNameAboutWhatTheListLeavesOut(@ForAll("accounts") Account account) {
    account.due().stream()
        .filter(due -> due.key() % 3 == 0)
        .forEach(due -> account.forgotten.add(due.key()));

    Outcome outcome = account.sweep(LANES);

    assertThat(outcome.byId()).containsAll(account.forgotten);
    assertThat(outcome.covered().size() + outcome.byId().size()).isEqualTo(account.due().size());
  }

  @Example
  void shouldReadOnePageForEachHundredAndTwentyEightWhereAllAreOurs() {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      tasks.add(new Task(i, 1_000_000 + i, true));
    }

    SweepPlan<Integer> plan = SweepPlan.of(new Account(tasks).due(), LANES);

    assertThat(plan.lanes()).hasSize(LANES);
    int pages = 0;
    for (Lane<Integer> first : plan.lanes()) {
      Optional<Lane<Integer>> lane = Optional.of(first);
      while (lane.isPresent()) {
        List<Due<Integer>> due = lane.get().due();
        Set<Integer> keys = new HashSet<>();
        due.stream().limit(SweepPlan.PAGE).forEach(each -> keys.add(each.key()));
        long oldest = lane.get().before() - SweepPlan.PAGE;
        lane = lane.get().after(new Page<>(keys, true, oldest)).rest();
        pages++;
      }
    }
    assertThat(pages).isEqualTo(391);
  }

  @Example
  void shouldNotReadAgainAPageThatIsAllOfOneTime() {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      tasks.add(new Task(i, 77, true));
    }
    for (int i = 500; i < 600; i++) {
      tasks.add(new Task(i, 76, true));
    }

    Outcome outcome = new Account(tasks).sweep(1);

    assertThat(outcome.pages()).isEqualTo(2);
    assertThat(outcome.covered()).hasSize(228);
    assertThat(outcome.byId()).hasSize(372);
  }

  @Example
  void shouldJumpOverWhatIsNotOurs() {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      tasks.add(new Task(i, i, i < 50 || i >= 99_950));
    }

    Outcome outcome = new Account(tasks).sweep(LANES);

    assertThat(outcome.pages()).isEqualTo(2);
    assertThat(outcome.byId()).isEmpty();
  }

  @Example
  void shouldNotReadAPageForAFew() {
    SweepPlan<Integer> plan =
        SweepPlan.of(
            List.of(new Due<>(1, 10, false), new Due<>(2, 11, false), new Due<>(3, 12, false)),
            LANES);

    assertThat(plan.lanes()).isEmpty();
    assertThat(plan.byId()).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Example
  void shouldAskByNameAboutWhatStandsAlone() {
    List<Due<Integer>> due = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      due.add(new Due<>(i, i, i < 10));
    }

    SweepPlan<Integer> plan = SweepPlan.of(due, LANES);

    assertThat(plan.byId()).hasSize(10).allMatch(key -> key < 10);
    assertThat(plan.lanes()).singleElement().satisfies(lane -> assertThat(lane.due()).hasSize(10));
  }

  @Provide
  Arbitrary<Account> accounts() {
    Arbitrary<Integer> gaps =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of(0)),
            Tuple.of(6, Arbitraries.of(1)),
            Tuple.of(1, Arbitraries.integers().between(2, 100_000)));
    Arbitrary<Boolean> ours = Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false));
    Arbitrary<Boolean> foreign = Arbitraries.frequency(Tuple.of(1, true), Tuple.of(40, false));
    return Arbitraries.oneOf(
        Combinators.combine(gaps, ours)
            .as(Tuple::of)
            .list()
            .ofMinSize(0)
            .ofMaxSize(2_500)
            .map(SweepPlanTest::account),
        Combinators.combine(gaps, foreign)
            .as(Tuple::of)
            .list()
            .ofMinSize(500)
            .ofMaxSize(2_500)
            .map(SweepPlanTest::account),
        Combinators.combine(Arbitraries.of(0, 0, 0, 0, 0, 0, 0, 0, 1), ours)
            .as(Tuple::of)
            .list()
            .ofMaxSize(2_500)
            .map(SweepPlanTest::account));
  }

  private static Account account(List<Tuple.Tuple2<Integer, Boolean>> steps) {
    List<Task> tasks = new ArrayList<>();
    long createdAt = 1;
    for (Tuple.Tuple2<Integer, Boolean> step : steps) {
      createdAt += step.get1();
      tasks.add(new Task(tasks.size(), createdAt, step.get2()));
    }
    return new Account(tasks);
  }
}
