package io.taskbridge.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a flow has under way, and whether it may begin more. Before a partition is given up, or the
 * bridge stops, everything is brought to its end first. Lives on the bridge's thread.
 */
public final class InAir {
  private final List<CompletableFuture<Void>> awaitingIdle = new ArrayList<>();
  private int count;
  private boolean held;

  /** How much is under way. */
  public int count() {
    return count;
  }

  /** Whether nothing may be begun. */
  public boolean held() {
    return held;
  }

  /** One more is under way. */
  public void begin() {
    count++;
  }

  /**
   * One comes to its end.
   *
   * @param last publishes what came of it: only then does it count as ended
   */
  public void end(Runnable last) {
    try {
      last.run();
    } finally {
      count--;
      tellIfIdle();
    }
  }

  /**
   * Lets nothing be begun until {@link #proceed}; what is under way comes to its end.
   *
   * @return completes when nothing is under way any more
   */
  public CompletionStage<Void> hold() {
    held = true;
    CompletableFuture<Void> idle = new CompletableFuture<>();
    awaitingIdle.add(idle);
    tellIfIdle();
    return idle;
  }

  /** Lets things be begun again after {@link #hold}. */
  public void proceed() {
    held = false;
  }

  private void tellIfIdle() {
    if (count == 0) {
      List<CompletableFuture<Void>> told = List.copyOf(awaitingIdle);
      awaitingIdle.clear();
      told.forEach(idle -> idle.complete(null));
    }
  }
}
