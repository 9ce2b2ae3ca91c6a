package io.taskbridge.app;

import io.taskbridge.publication.Batch;
import io.taskbridge.publication.TransactionLog;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Tells of every batch that has become durable. */
record ObservedLog(TransactionLog log, Consumer<Batch> durable) implements TransactionLog {
  @Override
  public CompletionStage<Void> append(Batch batch) {
    return log.append(batch)
        .whenComplete(
            (receipt, lost) -> {
              if (lost == null) {
                durable.accept(batch);
              }
            });
  }

  @Override
  public boolean fits(Batch batch) {
    return log.fits(batch);
  }

  @Override
  public boolean congested() {
    return log.congested();
  }
}
