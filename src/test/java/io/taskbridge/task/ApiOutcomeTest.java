package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApiOutcomeTest {
  private static final Duration WAIT = Duration.ofSeconds(7);

  static List<ApiOutcome<String>> failures() {
    return List.of(
        new ApiOutcome.Refused<>(422, "no hunter2", new Json("[{\"input\":\"hunter2\"}]")),
        new ApiOutcome.Refused<>(400, "no hunter2", null),
        new ApiOutcome.NotAuthenticated<>(401, "key hunter2"),
        new ApiOutcome.Throttled<>("slow down hunter2", WAIT),
        new ApiOutcome.CreditsExhausted<>("hunter2 has none", WAIT),
        new ApiOutcome.NotSent<>("no proxy hunter2"),
        new ApiOutcome.Ambiguous<>(503, "hunter2 is busy", WAIT));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldTakeSecretsOutOfAllThatWasSaid(ApiOutcome<String> outcome) {
    ApiOutcome<String> masked = outcome.masked(List.of("hunter2"));

    assertThat(masked).hasSameClassAs(outcome);
    assertThat(masked.toString()).contains("***").doesNotContain("hunter2");
    assertThat(masked.retryAfter()).isEqualTo(outcome.retryAfter());
    assertThat(outcome.masked(List.of())).isEqualTo(outcome);
  }

  @Test
  void shouldLeaveAloneWhatWentWell() {
    ApiOutcome<String> ok = new ApiOutcome.Ok<>("hunter2");

    assertThat(ok.masked(List.of("hunter2"))).isSameAs(ok);
  }
}
