package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.kafka.LedgerReader.Found;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Reads ledgers beside the bridge's thread, and hands over there what it found. */
final class LedgerRestorer {
  private static final Logger LOG = Logger.getLogger(LedgerRestorer.class);

  private final LedgerReader reader;
  private final TopicSizes sizes;
  private final Executor thread;
  private final Executor background;

  /**
   * @param thread the bridge's thread
   * @param background on which is read
   */
  LedgerRestorer(LedgerReader reader, TopicSizes sizes, Executor thread, Executor background) {
    this.reader = requireNonNull(reader, "reader");
    this.sizes = requireNonNull(sizes, "sizes");
    this.thread = requireNonNull(thread, "thread");
    this.background = requireNonNull(background, "background");
  }

  /**
   * Reads what topics take, and these partitions of the ledger; see {@link LedgerReader#read}.
   *
   * @param abandoned tells, on the thread that reads, that the answer is not wanted any more
   * @param onFound hears the answer, on the bridge's thread
   * @param onFailed hears that there is none, on the bridge's thread; not when the bridge stops
   */
  void restore(
      Collection<Integer> kept,
      Collection<Integer> fresh,
      BooleanSupplier abandoned,
      Consumer<Found> onFound,
      Runnable onFailed) {
    background.execute(() -> read(kept, fresh, abandoned, onFound, onFailed));
  }

  private void read(
      Collection<Integer> kept,
      Collection<Integer> fresh,
      BooleanSupplier abandoned,
      Consumer<Found> onFound,
      Runnable onFailed) {
    try {
      sizes.read();
      Found found = reader.read(kept, fresh, abandoned);
      thread.execute(() -> onFound.accept(found));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (CancellationException stopped) {
      LOG.debug("the ledger is not read to its end: the bridge stops");
    } catch (Exception e) {
      if (Thread.currentThread().isInterrupted()) {
        // The bridge stops, and closed what was read with.
        return;
      }
      LOG.error("the ledger could not be read; the group is asked to assign anew", e);
      thread.execute(onFailed);
    }
  }
}
