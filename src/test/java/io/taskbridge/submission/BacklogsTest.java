package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration FAR = Duration.ofSeconds(1);

  @Test
  void shouldLetAFewOfOnePartitionFollowEachOtherWhereTheyAreCloseTogether() {
    assertThat(partitionsServed(12, SOON, 8)).containsExactly(0, 0, 0, 1, 1, 1, 0, 0);
  }

  @Test
  void shouldServePartitionsInTurnWhereSubmissionsAreFarApart() {
    assertThat(partitionsServed(12, FAR, 4)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void shouldServePartitionsInTurnWhereFewAreUnderWayAtOnce() {
    assertThat(partitionsServed(1, SOON, 4)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void shouldGiveTheTurnAwayThatAPartitionCannotUse() {
    Backlogs backlogs = new Backlogs(0, () -> 2, partition -> 0, 32);
    backlogs.add(0);
    backlogs.add(1);
    add(backlogs, 0, 1);
    add(backlogs, 1, 1);
    assertThat(backlogs.nextInTurn(NOW).take().partition()).isZero();

    assertThat(backlogs.nextInTurn(NOW).take().partition()).isOne();

    assertThat(backlogs.hasServable()).isFalse();
  }

  private static List<Integer> partitionsServed(int maxConcurrent, Duration apart, int count) {
    Backlogs backlogs = new Backlogs(0, () -> 2, partition -> 0, maxConcurrent);
    for (int partition : List.of(0, 1)) {
      backlogs.add(partition);
      for (int offset = 1; offset <= count; offset++) {
        add(backlogs, partition, offset);
      }
    }
    List<Integer> served = new ArrayList<>();
    for (Instant at = NOW; served.size() < count; at = at.plus(apart)) {
      served.add(backlogs.nextInTurn(at).take().partition());
    }
    return served;
  }

  private static void add(Backlogs backlogs, int partition, int offset) {
    backlogs
        .of(partition)
        .orElseThrow()
        .add(Samples.request("r" + partition + "-" + offset, partition, offset));
  }
}
