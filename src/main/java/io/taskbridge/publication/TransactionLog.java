package io.taskbridge.publication;

import java.util.concurrent.CompletionStage;

/**
 * Where batches become durable. Batches of one partition become durable in the order in which they
 * were appended.
 */
public interface TransactionLog {
  /**
   * Appends a batch.
   *
   * @return completes on the bridge's thread when the batch is durable; fails with {@link
   *     BatchLostException} when it never will be, and then the partition is released or restored:
   *     the caller has nothing to undo
   */
  CompletionStage<Void> append(Batch batch);

  /**
   * Whether the ledger takes the entries of this batch, as far as is known: one that is too large
   * for it can be replaced by nothing.
   */
  boolean fits(Batch batch);

  /**
   * Whether more waits to be written than should be held in memory: whoever can wait brings nothing
   * new until it is less.
   */
  boolean congested();

  /** The batch was not written: its partition is not ours any more, or is restored anew. */
  final class BatchLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BatchLostException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
