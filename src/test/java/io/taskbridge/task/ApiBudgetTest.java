package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiBudget.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ApiBudgetTest {
  private final MutableClock clock = new MutableClock();
  private final List<String> made = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();

  @Property(tries = 200)
  void shouldMakeNoMoreCallsInAnySecondThanAllowed(
      @ForAll @IntRange(min = 1, max = 300) int perSecond,
      @ForAll @IntRange(min = 1, max = 37) int stepMillis) {
    ApiBudget budget = budget(perSecond, 1);
    for (int i = 0; i < 2_000; i++) {
      budget.call(Use.QUESTION, () -> times.add(clock.instant()));
    }

    for (int passed = 0; passed < 4_000; passed += stepMillis) {
      clock.pass(Duration.ofMillis(stepMillis));
      budget.tick();
    }

    for (int i = 0; i + perSecond < times.size(); i++) {
      assertThat(Duration.between(times.get(i), times.get(i + perSecond)))
          .isGreaterThan(Duration.ofMillis(999));
    }
    assertThat(times.size()).isGreaterThanOrEqualTo(Math.min(2_000, perSecond * 2));
    times.clear();
  }

  @Example
  void shouldAnswerFirstAndAskLastButNotNever() {
    ApiBudget budget = exhausted(budget(10, 1));
    for (int i = 0; i < 6; i++) {
      budget.call(Use.QUESTION, () -> made.add("question"));
    }
    for (int i = 0; i < 6; i++) {
      budget.call(Use.ANSWER, () -> made.add("answer"));
    }

    letTokensCome(budget, 8);

    assertThat(made)
        .containsExactly(
            "answer", "answer", "question", "answer", "answer", "answer", "question", "answer");
  }

  @Example
  void shouldLetASubmissionPassBeforeQuestions() {
    ApiBudget budget = exhausted(budget(10, 1));
    budget.call(Use.QUESTION, () -> made.add("question"));
    assertThat(budget.takeForSubmission()).isFalse();

    clock.pass(Duration.between(clock.instant(), budget.nextForSubmission().orElseThrow()));
    budget.tick();

    assertThat(made).isEmpty();
    assertThat(budget.takeForSubmission()).isTrue();
    letTokensCome(budget, 1);
    assertThat(made).containsExactly("question");
  }

  @Example
  void shouldNotWaitForASubmissionThatNobodyWantsAnyMore() {
    ApiBudget budget = exhausted(budget(10, 1));
    budget.call(Use.QUESTION, () -> made.add("question"));
    budget.takeForSubmission();

    clock.pass(Duration.ofSeconds(5));
    budget.tick();

    assertThat(made).containsExactly("question");
  }

  @Example
  void shouldTakeNoMoreThanItsShare() {
    ApiBudget budget = budget(40, 0.25);
    for (int i = 0; i < 100; i++) {
      budget.call(Use.QUESTION, () -> made.add("question"));
    }

    for (int i = 0; i < 100; i++) {
      clock.pass(Duration.ofMillis(20));
      budget.tick();
    }

    assertThat(made.size()).isBetween(15, 20);
  }

  @Example
  void shouldKeepNothingBackWithoutALimit() {
    ApiBudget budget = ApiBudget.unlimited();

    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.takeForSubmission()).isTrue();
    }

    assertThat(budget.next()).isEmpty();
    assertThat(budget.nextForSubmission()).isEmpty();
  }

  private ApiBudget budget(double perSecond, double share) {
    return new ApiBudget(perSecond, clock, () -> share, Monitor.SILENT);
  }

  private static ApiBudget exhausted(ApiBudget budget) {
    while (budget.takeForSubmission()) {
      // takes what is there
    }
    budget.takeForSubmission();
    return budget;
  }

  private void letTokensCome(ApiBudget budget, int count) {
    int before = made.size();
    while (made.size() < before + count) {
      clock.pass(Duration.ofMillis(10));
      budget.tick();
    }
  }
}
