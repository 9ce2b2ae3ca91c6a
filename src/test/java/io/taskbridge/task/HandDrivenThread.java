package io.taskbridge.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** The bridge's thread as a queue that a test works off by hand. */
public final class HandDrivenThread implements Executor {
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    waiting.addLast(task);
  }

  /** Does everything that waits, and what comes of it. */
  public void run() {
    while (!waiting.isEmpty()) {
      waiting.removeFirst().run();
    }
  }
}
