package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.submission.LedgerSurvey;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/**
 * Reads all partitions of the ledger topic; of those that are ours, memory knows more. Both count:
 * a replica that was frozen may own less by now than it knows of, and somebody else wrote there.
 */
final class LedgerSurveyor implements LedgerSurvey {
  private final LedgerReader reader;
  private final Ledger ledger;
  private final IntSupplier partitions;
  private final Executor thread;
  private final Executor background;

  LedgerSurveyor(
      LedgerReader reader,
      Ledger ledger,
      IntSupplier partitions,
      Executor thread,
      Executor background) {
    this.reader = requireNonNull(reader, "reader");
    this.ledger = requireNonNull(ledger, "ledger");
    this.partitions = requireNonNull(partitions, "partitions");
    this.thread = requireNonNull(thread, "thread");
    this.background = requireNonNull(background, "background");
  }

  @Override
  public CompletionStage<Survey> survey() {
    List<Integer> all = IntStream.range(0, partitions.getAsInt()).boxed().toList();
    // A failure has to come to the bridge's thread too: thenApplyAsync would leave it where it is.
    return CompletableFuture.supplyAsync(() -> read(all), background)
        .whenCompleteAsync((durable, failure) -> {}, thread)
        .thenApply(this::combine);
  }

  private Collection<Trace> read(List<Integer> all) {
    try {
      return reader.survey(all);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private Survey combine(Collection<Trace> durable) {
    return Survey.of(durable, ledger);
  }
}
