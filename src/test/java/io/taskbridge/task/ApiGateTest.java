package io.taskbridge.task;

import static io.taskbridge.task.Samples.noCredits;
import static io.taskbridge.task.Samples.notAuthenticated;
import static io.taskbridge.task.Samples.notSent;
import static io.taskbridge.task.Samples.ok;
import static io.taskbridge.task.Samples.refused;
import static io.taskbridge.task.Samples.throttled;
import static io.taskbridge.task.Samples.unclear;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiGate.Door;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ApiGateTest {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final MutableClock clock = new MutableClock();
  private final List<ApiGate.State> told = new ArrayList<>();
  private final ApiGate gate =
      new ApiGate(clock, new SplittableRandom(3), new Backoff(FIRST, LONGEST), told::add);

  @Test
  void shouldBeOpenBeforeAnythingIsKnown() {
    assertThat(gate.open()).isTrue();
    assertThat(gate.openForReading()).isTrue();
    assertThat(gate.tryProbe()).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldLetNobodyPassBeforeTheFirstLookWhereThatIsWanted() {
    gate.closedUntilHeard();
    assertThat(gate.open()).isFalse();
    assertThat(gate.openForReading()).isFalse();

    gate.heard(ok("task"), gate.tryProbe().orElseThrow());

    assertThat(gate.open()).isTrue();
    assertThat(gate.openForReading()).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldTakeAnUnclearFirstLookForNone() {
    gate.closedUntilHeard();

    gate.heard(unclear());

    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldStayClosedWhenAWebSiteAnswersTheFirstLook() {
    gate.closedUntilHeard().heard(unreadable(), gate.tryProbe().orElseThrow());

    assertClosed(Door.WRONG_URL);
    assertThat(gate.openForReading()).isFalse();
    assertThat(gate.state().detail())
        .isEqualTo(
            "BRIDGE_API_URL answers 200 to GET /task, but not with a list of tasks; it must end"
                + " with the API's version, as in .../api/v1");
    gate.heard(unreadable());
    gate.heard(unclear());
    assertClosed(Door.WRONG_URL);

    gate.heard(ok("task"));

    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldTellThatAWebSiteAnswersOnceItCanBeReached() {
    gate.closedUntilHeard().heard(notSent());

    gate.heard(unreadable());

    assertThat(gate.state().door()).isEqualTo(Door.WRONG_URL);
  }

  @Test
  void shouldTakeAListThatIsTooLongForTheApis() {
    ApiOutcome<String> tooLong = new ApiOutcome.Ambiguous<>(200, "too long", null, true);
    gate.closedUntilHeard().heard(tooLong);
    assertThat(gate.open()).isTrue();

    for (ApiOutcome<String> trouble :
        List.<ApiOutcome<String>>of(new ApiOutcome.NotTheApi<>(404), notSent())) {
      gate.heard(trouble);
      assertThat(gate.openForReading()).isFalse();

      gate.heard(tooLong);

      assertThat(gate.open()).isTrue();
    }
  }

  @Test
  void shouldNotCloseWhenTheApiIsKnownAndAnAnswerCannotBeRead() {
    gate.closedUntilHeard().heard(ok("task"));

    gate.heard(unreadable());

    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldCloseForAllWhenSomethingElseAnswersUntilTheApiDoes() {
    gate.closedUntilHeard().heard(new ApiOutcome.NotTheApi<>(404), gate.tryProbe().orElseThrow());

    assertClosed(Door.WRONG_URL);
    assertThat(gate.openForReading()).isFalse();
    assertThat(gate.state().detail())
        .isEqualTo(
            "BRIDGE_API_URL answers 404 to GET /task; it must end with the API's version, as in"
                + " .../api/v1");
    // What was under way is refused there as well.
    gate.heardOfSubmission(refused(404, "Not Found"));
    gate.heard(refused(404, "Not Found"));
    gate.heard(new ApiOutcome.NotTheApi<>(404));
    assertClosed(Door.WRONG_URL);

    gate.heard(ok("task"));

    assertThat(gate.open()).isTrue();
    assertThat(told).hasSize(2);
  }

  @Test
  void shouldCloseForAllWhenNothingArrives() {
    gate.heardOfSubmission(notSent());

    assertClosed(Door.UNREACHABLE);
    assertThat(gate.openForReading()).isFalse();
    assertThat(gate.state().detail()).contains("connection refused");
  }

  @Test
  void shouldCloseForAllWhenReadingFindsTheKeyNotAccepted() {
    gate.heard(notAuthenticated());

    assertClosed(Door.NOT_AUTHENTICATED);
    assertThat(gate.openForReading()).isFalse();
  }

  @Test
  void shouldCloseForSubmissionsOnlyWhenCreditsAreOut() {
    gate.heardOfSubmission(noCredits());

    assertClosed(Door.CREDITS_EXHAUSTED);
    assertThat(gate.openForReading()).isTrue();
  }

  @Test
  void shouldLeaveTooManyAtOnceToTheCap() {
    gate.heardOfSubmission(throttled());

    assertThat(gate.open()).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldCloseAfterThreeUnclearSubmissionsInARow() {
    gate.heardOfSubmission(unclear());
    gate.heardOfSubmission(unclear());
    assertThat(gate.open()).isTrue();

    gate.heardOfSubmission(unclear());

    assertClosed(Door.FAILING);
    assertThat(gate.openForReading()).isTrue();
  }

  @Test
  void shouldCountUnclearSubmissionsAnewAfterAClearOne() {
    gate.heardOfSubmission(unclear());
    gate.heardOfSubmission(unclear());
    gate.heardOfSubmission(refused(422, "no url"));
    gate.heardOfSubmission(unclear());
    gate.heardOfSubmission(unclear());

    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldNotCloseBecauseReadingIsUnclear() {
    for (int i = 0; i < 10; i++) {
      gate.heard(unclear());
    }

    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldOpenWhenATaskIsAccepted() {
    gate.heardOfSubmission(noCredits());

    gate.heardOfSubmission(ok(Samples.snapshot("t1", TaskStatus.WAITING)));

    assertThat(gate.open()).isTrue();
    assertThat(told)
        .extracting(ApiGate.State::door)
        .containsExactly(Door.CREDITS_EXHAUSTED, Door.OPEN);
  }

  @Test
  void shouldOpenWhenTheApiRefusesOneRequestClearly() {
    for (int i = 0; i < 3; i++) {
      gate.heardOfSubmission(unclear());
    }
    assertThat(gate.open()).isFalse();

    gate.heardOfSubmission(refused(422, "no url"));

    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldNotTakeARefusalForCredits() {
    // given
    gate.heardOfSubmission(noCredits());

    // when the API looks at the request before it looks at the credits
    gate.heardOfSubmission(refused(422, "no url"));

    // then
    assertThat(gate.state().door()).isEqualTo(Door.CREDITS_EXHAUSTED);
  }

  @Test
  void shouldLeaveCreditsAloneWhateverReadingBrings() {
    // given
    gate.heardOfSubmission(noCredits());
    Instant probe = gate.nextProbe();

    // when
    gate.heard(ok(true));
    gate.heard(unclear());
    gate.heard(throttled());
    gate.heard(refused(404, "unknown"));

    // then
    assertThat(gate.state().door()).isEqualTo(Door.CREDITS_EXHAUSTED);
    assertThat(gate.nextProbe()).isEqualTo(probe);
  }

  @Test
  void shouldOpenAgainWhenReadingGetsThrough() {
    gate.heard(notSent());

    gate.heard(ok(true));

    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldStayClosedForAllWhileReadingIsUnclear() {
    gate.heard(notAuthenticated());

    gate.heard(unclear());

    assertThat(gate.state().door()).isEqualTo(Door.NOT_AUTHENTICATED);
  }

  @Test
  void shouldTellOfADoorOnceHoweverOftenItIsTried() {
    for (int i = 0; i < 5; i++) {
      gate.heard(notSent());
      letTheNextProbeCome();
      gate.heard(notSent(), gate.tryProbe().orElseThrow());
    }

    assertThat(told).extracting(ApiGate.State::door).containsExactly(Door.UNREACHABLE);
  }

  @Test
  void shouldTellWhenOneDoorFollowsAnother() {
    gate.heard(notSent());
    gate.heard(notAuthenticated());
    gate.heard(ok(true));

    assertThat(told)
        .extracting(ApiGate.State::door)
        .containsExactly(Door.UNREACHABLE, Door.NOT_AUTHENTICATED, Door.OPEN);
  }

  private static ApiOutcome<String> unreadable() {
    return new ApiOutcome.Ambiguous<>(200, "HTTP 200 with an answer that cannot be read", null);
  }

  private void assertClosed(Door door) {
    assertThat(gate.open()).isFalse();
    assertThat(gate.state().door()).isEqualTo(door);
    assertThat(gate.state().since()).isEqualTo(clock.instant());
    assertThat(told).extracting(ApiGate.State::door).containsExactly(door);
  }

  private void letTheNextProbeCome() {
    clock.pass(Duration.between(clock.instant(), gate.nextProbe()));
  }
}
