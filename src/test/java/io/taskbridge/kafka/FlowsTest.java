package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FlowsTest {
  private final List<String> heard = new ArrayList<>();
  private final CompletableFuture<Void> slow = new CompletableFuture<>();
  private final Flows flows =
      new Flows(
          List.of(flow("quick", CompletableFuture.completedFuture(null)), flow("slow", slow)));

  @Test
  void shouldHoldAllUntilNothingIsUnderWay() {
    CompletableFuture<Void> idle = flows.hold().toCompletableFuture();

    assertThat(heard).containsExactly("hold quick", "hold slow");
    assertThat(idle).isNotDone();

    slow.complete(null);
    assertThat(idle).isDone();
  }

  @Test
  void shouldGoOnAfterARebalance() {
    flows.hold();
    flows.proceed();

    assertThat(heard).contains("proceed quick", "proceed slow");
  }

  @Test
  void shouldBeginNothingWhenARebalanceEndsDuringAStop() {
    flows.stop();
    flows.hold();
    flows.proceed();

    assertThat(heard).containsExactly("hold quick", "hold slow");
  }

  private Flows.Flow flow(String name, CompletionStage<Void> idle) {
    return new Flows.Flow(
        () -> {
          heard.add("hold " + name);
          return idle;
        },
        () -> heard.add("proceed " + name));
  }
}
