package io.taskbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowTest {
  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private final Flow flow = new Flow();

  @Test
  void shouldTellRatesBetweenTwoLooks() {
    flow.add(overview(0, 100, 40));

    Flow.Point point = flow.add(overview(2, 107, 40));

    assertThat(point.requests()).isEqualTo(3.5);
    assertThat(point.results()).isZero();
    assertThat(point.inFlight()).isEqualTo(3);
  }

  @Test
  void shouldTellNoRateAtTheFirstLook() {
    assertThat(flow.add(overview(0, 100, 40)).requests()).isZero();
  }

  @Test
  void shouldKeepTenMinutes() {
    for (int i = 0; i < 400; i++) {
      flow.add(overview(2 * i, i, i));
    }

    assertThat(flow.points()).hasSize(300);
    assertThat(flow.points().get(299).at()).isEqualTo(START.plusSeconds(2 * 399).toEpochMilli());
  }

  private static Overview overview(int second, long requests, long results) {
    return new Overview(
        START.plusSeconds(second),
        1,
        0,
        3,
        null,
        Map.of("running", 2, "waiting", 1),
        0,
        0,
        0,
        0,
        new Overview.Api("open", null, null),
        Map.of("requests", requests, "results", results),
        List.of());
  }
}
