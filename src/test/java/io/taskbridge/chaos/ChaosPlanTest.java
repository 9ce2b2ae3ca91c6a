package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {

  @Test
  void shouldMakeTheSamePlanOfTheSameSeed() {
    assertThat(ChaosPlan.of(options(7))).isEqualTo(ChaosPlan.of(options(7)));
    assertThat(ChaosPlan.of(options(7)).steps()).isNotEqualTo(ChaosPlan.of(options(8)).steps());
  }

  @Test
  void shouldPlanWhatWasAskedForInOrder() {
    ChaosPlan plan = ChaosPlan.of(options(7));

    assertThat(plan.steps()).isSortedAccordingTo(Comparator.comparing(Step::at));
    assertThat(plan.steps()).filteredOn(step -> step.kind() == Step.Kind.FREEZE).hasSize(2);
    assertThat(plan.steps()).filteredOn(step -> step.kind() == Step.Kind.BROKER).hasSize(3);
    assertThat(plan.steps())
        .filteredOn(step -> step.kind() == Step.Kind.KILL)
        .hasSizeBetween(14, 35)
        .allMatch(step -> step.replica() >= 1 && step.replica() <= 3);
  }

  @Test
  void shouldNameJoiningReplicasDifferently() {
    assertThat(ChaosPlan.of(options(7)).steps())
        .filteredOn(step -> step.kind() == Step.Kind.JOIN)
        .extracting(Step::replica)
        .containsExactlyInAnyOrder(4, 5);
  }

  @Test
  void shouldReadAPlanThatIsWrittenDown() {
    ChaosPlan plan = ChaosPlan.parse("1.5 KILL 2 0; 3 API_FAULT 0 4 {\"op\": \"any\"}");

    assertThat(plan.steps())
        .containsExactly(
            new Step(Duration.ofMillis(1_500), Step.Kind.KILL, 2, Duration.ZERO, null),
            new Step(
                Duration.ofSeconds(3),
                Step.Kind.API_FAULT,
                0,
                Duration.ofSeconds(4),
                "{\"op\": \"any\"}"));
  }

  @Test
  void shouldRestartTheBrokerAgainAndAgainAndKillNobody() {
    ChaosPlan plan = ChaosPlan.of(options(7, Duration.ZERO, Duration.ofSeconds(30)));

    assertThat(plan.steps()).noneMatch(step -> step.kind() == Step.Kind.KILL);
    assertThat(plan.steps())
        .filteredOn(step -> step.kind() == Step.Kind.BROKER)
        .extracting(Step::at)
        .contains(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(90));
  }

  private static ChaosOptions options(long seed) {
    return options(seed, Duration.ofSeconds(5), Duration.ZERO);
  }

  private static ChaosOptions options(long seed, Duration killEvery, Duration brokerEvery) {
    return new ChaosOptions(
        seed,
        100,
        3,
        10,
        Duration.ofSeconds(100),
        killEvery,
        2,
        3,
        brokerEvery,
        4,
        1,
        2,
        0.01,
        Duration.ofSeconds(1),
        Path.of("unused"));
  }
}
