package io.taskbridge.bench;

import java.util.function.Consumer;

/** One thing that is measured. */
interface Scenario {
  /**
   * Runs it to its end.
   *
   * @param report takes the figures, as soon as they are known
   */
  void run(BenchOptions options, Consumer<Figures> report) throws Exception;
}
