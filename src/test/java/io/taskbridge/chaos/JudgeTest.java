package io.taskbridge.chaos;

import static io.taskbridge.chaos.Finding.Rule.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.chaos.SentRequest.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final MadeUp run = new MadeUp().done("a").withCall("b");

  @Test
  void shouldFindNothingWhenAllIsWell() {
    run.request("c", Kind.REFUSED, false).result("c", "rejected", null).letter("c");
    run.request("d", Kind.PLAIN, false).task("t-d", "d").ambiguous("d", "t-d");
    run.request("e", Kind.PLAIN, false).ambiguous("e", "t-d");

    assertThat(run.judged()).isEmpty();
  }

  @Test
  void shouldFindAMissingResult() {
    run.request("c", Kind.PLAIN, false);

    assertThat(run.brokenRules()).containsExactly(RESULT_MISSING);
  }

  @Test
  void shouldFindASecondResult() {
    run.result("a", "done", "t-a");

    assertThat(run.brokenRules()).containsExactlyInAnyOrder(RESULT_TWICE, RECORD_TWICE);
  }

  @Test
  void shouldFindAResultThatNobodyAskedFor() {
    run.result("z", "rejected", null);

    assertThat(run.brokenRules()).containsExactly(RESULT_OF_NOBODY);
  }

  @Test
  void shouldFindAnEndingThatIsNotTheTasks() {
    run.request("c", Kind.FAILING, false).task("t-c", "c");
    run.status("c", 1, "done", null).result("c", "done", "t-c");

    assertThat(run.brokenRules()).containsExactly(RESULT_WRONG);
  }

  @Test
  void shouldFindAGapInTheSequence() {
    run.status("a", 4, "done", "done");

    assertThat(run.brokenRules()).containsExactly(STATUS_NOT_IN_ORDER);
  }

  @Test
  void shouldFindAStatusThatDoesNotFollowTheOneBefore() {
    run.status("a", 3, "done", "running");

    assertThat(run.brokenRules()).containsExactly(STATUS_NOT_CHAINED);
  }

  @Test
  void shouldFindAResultWhoseStatusWasNotTold() {
    run.without(ChaosTopics.STATUS);

    assertThat(run.brokenRules()).containsExactly(STATUS_NOT_CHAINED);
  }

  @Test
  void shouldFindARecordThatCameTwice() {
    run.request("c", Kind.REFUSED, false).result("c", "rejected", null).letter("c").letter("c");

    assertThat(run.brokenRules()).containsExactly(RECORD_TWICE);
  }

  @Test
  void shouldFindARejectionWithoutADeadLetter() {
    run.request("c", Kind.REFUSED, false).result("c", "rejected", null);

    assertThat(run.brokenRules()).containsExactly(LETTER_MISSING);
  }

  @Test
  void shouldFindASecondTaskOfARequest() {
    run.task("t-2", "a");

    assertThat(run.brokenRules()).containsExactlyInAnyOrder(SUBMITTED_TWICE, TASK_OF_NOBODY);
  }

  @Test
  void shouldFindASecondTaskOfARequestThatEndedAsAmbiguous() {
    run.request("c", Kind.PLAIN, false).task("t-1", "c").task("t-2", "c");
    run.ambiguous("c", "t-1", "t-2");

    assertThat(run.brokenRules()).containsExactly(SUBMITTED_TWICE);
  }

  @Test
  void shouldLetASecondTaskPassThatTheRequestAllows() {
    run.request("c", Kind.PLAIN, true).task("t-c", "c").task("t-2", "c");
    run.status("c", 1, "done", null).result("c", "done", "t-c");

    assertThat(run.judged()).isEmpty();
  }

  @Test
  void shouldFindATaskThatIsNotAmongTheCandidates() {
    run.request("c", Kind.PLAIN, false).task("t-c", "c").ambiguous("c", "t-a");

    assertThat(run.brokenRules()).containsExactly(TASK_OF_NOBODY);
  }

  @Test
  void shouldFindATaskThatWasTakenForAnotherRequests() {
    run.request("c", Kind.PLAIN, false).task("t-c", "z");
    run.status("c", 1, "done", null).result("c", "done", "t-c");

    assertThat(run.brokenRules()).containsExactly(TASK_OF_ANOTHER_REQUEST);
  }

  @Test
  void shouldFindACallThatWasNotPublished() {
    run.without(ChaosTopics.TOOL_REQUESTS);

    assertThat(run.brokenRules()).containsExactly(CALL_NOT_PUBLISHED);
  }

  @Test
  void shouldFindACallThatWasPublishedTwice() {
    run.call("b", "call", 2);

    assertThat(run.brokenRules()).containsExactly(CALL_PUBLISHED_TWICE);
  }

  @Test
  void shouldFindACallThatTheAgentNeverMade() {
    run.call("a", "made-up", 1);

    assertThat(run.brokenRules()).containsExactly(CALL_OF_NOBODY);
  }

  @Test
  void shouldFindACallThatNobodyAnswered() {
    run.tasks.clear();
    run.task("t-a", "a");
    run.task("t-b", "b", List.of("call"), List.of(new PaidTask.Reply("call", 200, false)));

    assertThat(run.brokenRules()).containsExactly(CALL_NOT_ANSWERED);
  }

  @Test
  void shouldFindACallThatWasAnsweredTwice() {
    PaidTask.Reply reply = new PaidTask.Reply("call", 200, true);
    run.tasks.clear();
    run.task("t-a", "a").task("t-b", "b", List.of("call"), List.of(reply, reply));

    assertThat(run.brokenRules()).containsExactly(CALL_ANSWERED_TWICE);
  }
}
