package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InAirTest {
  private final InAir inAir = new InAir();

  @Test
  void shouldTellAtOnceWhenNothingIsUnderWay() {
    assertThat(inAir.hold().toCompletableFuture()).isCompleted();
    assertThat(inAir.held()).isTrue();
  }

  @Test
  void shouldTellEveryoneWhoWaitsAfterTheLastOutcomeIsPublished() {
    List<String> order = new ArrayList<>();
    inAir.begin();
    inAir.begin();
    inAir.hold().thenRun(() -> order.add("idle"));
    inAir.hold().thenRun(() -> order.add("idle, told again"));

    inAir.end(() -> order.add("first outcome"));
    assertThat(order).containsExactly("first outcome");
    inAir.end(() -> order.add("second outcome"));

    assertThat(order).startsWith("first outcome", "second outcome").hasSize(4);
    assertThat(inAir.count()).isZero();
  }

  @Test
  void shouldCountWhatEndsWithADefectAsEnded() {
    inAir.begin();
    CompletableFuture<Void> idle = inAir.hold().toCompletableFuture();

    assertThatThrownBy(
            () ->
                inAir.end(
                    () -> {
                      throw new IllegalStateException("a defect");
                    }))
        .hasMessage("a defect");

    assertThat(idle).isCompleted();
  }

  @Test
  void shouldBeginAgainAfterProceed() {
    inAir.hold();

    inAir.proceed();

    assertThat(inAir.held()).isFalse();
  }
}
