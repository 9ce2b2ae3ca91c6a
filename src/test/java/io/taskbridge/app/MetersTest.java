package io.taskbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two applications, one after the other, in one JVM: they share its registry. */
class MetersTest {
  private final MeterRegistry registry =
      new CompositeMeterRegistry(Clock.SYSTEM, List.of(new SimpleMeterRegistry()));

  @Test
  void shouldShowTheStateOfTheApplicationThatRuns() {
    Meters gone = new Meters(registry);
    gone.gauge("state", "A state", () -> 1);
    gone.gauge("states", "States", "of", "a", () -> 1);
    gone.counter("count", "A count").increment();
    gone.counters("counts", "Counts", "of", List.of("a")).of("a").increment();
    gone.forget();

    Meters running = new Meters(registry);
    running.gauge("state", "A state", () -> 2);
    running.gauge("states", "States", "of", "a", () -> 2);
    running.counter("count", "A count");
    running.counters("counts", "Counts", "of", List.of("a"));

    assertThat(registry.get("state").gauge().value()).isEqualTo(2);
    assertThat(registry.get("states").tag("of", "a").gauge().value()).isEqualTo(2);
    assertThat(registry.get("count").counter().count()).isZero();
    assertThat(registry.get("counts").tag("of", "a").counter().count()).isZero();
  }
}
