package io.taskbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.publication.Batch;
import io.taskbridge.publication.HandDrivenLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ObservedLogTest {
  private final HandDrivenLog log = new HandDrivenLog();
  private final List<Batch> heard = new ArrayList<>();
  private final List<Throwable> defects = new ArrayList<>();
  private final IllegalStateException defect = new IllegalStateException("thrown by a test");

  @Test
  void shouldNotTakeABatchForLostBecauseSomebodyWhoHearsOfItFails() {
    ObservedLog observed =
        new ObservedLog(
            log,
            List.of(
                batch -> {
                  throw defect;
                },
                heard::add),
            defects::add);
    Batch batch = Batch.of(0).build();

    CompletableFuture<Void> receipt = observed.append(batch).toCompletableFuture();
    assertThat(heard).isEmpty();
    log.commit();

    assertThat(receipt).isCompleted();
    assertThat(receipt.isCompletedExceptionally()).isFalse();
    assertThat(heard).containsExactly(batch);
    assertThat(defects).containsExactly(defect);
  }
}
