package io.taskbridge.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.Samples;
import org.junit.jupiter.api.Test;

class DefectiveJudgementTest {
  private final SubmissionFixture bridge = SubmissionFixture.unlimited();

  @Test
  void shouldJudgeTheOthersWhenOneMeetsADefect() {
    bridge.read("r1", "r2").commit();
    bridge.answer("r1", Samples.unclear()).answer("r2", Samples.unclear());
    bridge.listAfterGrace();
    bridge.failAtConclusions = 1;

    bridge.waitForNext().list();

    assertThat(bridge.heard)
        .containsSubsequence("not_accepted", "defect: thrown by a test", "not_accepted");
    bridge.commit();
    assertThat(bridge.posted()).containsExactly("r1", "r2", "r2");
  }

  @Test
  void shouldListAgainWhenThatMetADefect() {
    bridge.read("r1").commit().answer("r1", Samples.unclear());
    bridge.api.failAtListings = 1;
    bridge.clock.pass(SubmissionFixture.GRACE);
    bridge.submitter.tick();

    bridge.waitForNext().list().waitForNext().list().commit();

    assertThat(bridge.heard).contains("defect: thrown by a test", "not_accepted");
    assertThat(bridge.posted()).containsExactly("r1", "r1");
  }
}
