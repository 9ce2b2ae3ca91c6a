package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.command.Commands;
import io.taskbridge.submission.Submitter;
import io.taskbridge.toolcall.ToolReplies;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * All that begins what must come to its end before partitions go elsewhere: held together while it
 * is open who owns what, and for good once the bridge stops. Lives on the bridge's thread.
 */
final class Flows {
  private final List<Flow> flows;
  private volatile boolean stopping;

  /**
   * One of them.
   *
   * @param hold lets it begin nothing more; completes when nothing is under way
   * @param proceed lets it go on
   */
  record Flow(Supplier<CompletionStage<Void>> hold, Runnable proceed) {
    Flow {
      requireNonNull(hold, "hold");
      requireNonNull(proceed, "proceed");
    }
  }

  Flows(List<Flow> flows) {
    this.flows = List.copyOf(flows);
  }

  static Flows of(Submitter submitter, ToolReplies toolReplies, Commands commands) {
    return new Flows(
        List.of(
            new Flow(submitter::hold, submitter::proceed),
            new Flow(toolReplies::hold, toolReplies::proceed),
            new Flow(commands::hold, commands::proceed)));
  }

  /** From now on {@link #proceed} does nothing. On any thread, before the last {@link #hold}. */
  void stop() {
    stopping = true;
  }

  /** Begins nothing more; completes when nothing is under way. */
  CompletionStage<Void> hold() {
    return CompletableFuture.allOf(
        flows.stream()
            .map(flow -> flow.hold().get().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /**
   * Goes on after {@link #hold}, unless the bridge stops: a rebalance that ends meanwhile must not
   * begin what would be cut off a moment later.
   */
  void proceed() {
    if (!stopping) {
      flows.forEach(flow -> flow.proceed().run());
    }
  }
}
