package io.taskbridge.app;

import io.taskbridge.publication.Batch;
import io.taskbridge.publication.TransactionLog;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Tells of every batch that has become durable. One of those who hear of it that fails must neither
 * make the batch look lost nor keep it from the others.
 */
record ObservedLog(TransactionLog log, List<Consumer<Batch>> durable, Consumer<Throwable> defects)
    implements TransactionLog {
  @Override
  public CompletionStage<Void> append(Batch batch) {
    return log.append(batch)
        .whenComplete(
            (receipt, lost) -> {
              if (lost == null) {
                durable.forEach(each -> tell(each, batch));
              }
            });
  }

  private void tell(Consumer<Batch> observer, Batch batch) {
    try {
      observer.accept(batch);
    } catch (RuntimeException defect) {
      defects.accept(defect);
    }
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
