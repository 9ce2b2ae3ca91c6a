package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.CorrelationId;
import io.taskbridge.toolcall.ToolReplies;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/**
 * Finds out, each time when partitions are ours again, for which of their calls a reply is there
 * that nobody has read yet. Lives on the bridge's thread; looks on one of its own, so that a long
 * look keeps nobody from restoring.
 */
final class ReplyCatchUp implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ReplyCatchUp.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** A look that is told to end does so within a poll, unless Kafka is away. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(2);

  private final ReplyScan scan;
  private final IntSupplier partitions;
  private final Executor thread;
  private final ScheduledExecutorService background =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread reader = new Thread(task, "reply-reader");
            reader.setDaemon(true);
            return reader;
          },
          // A restoration may end after the stop: nobody acts on what would be found.
          new ThreadPoolExecutor.DiscardPolicy());

  /** Counts what makes an earlier look void. Also read by the thread that looks. */
  private final AtomicInteger latest = new AtomicInteger();

  /**
   * @param partitions of the topic
   * @param thread the bridge's thread
   */
  ReplyCatchUp(ReplyScan scan, IntSupplier partitions, Executor thread) {
    this.scan = requireNonNull(scan, "scan");
    this.partitions = requireNonNull(partitions, "partitions");
    this.thread = requireNonNull(thread, "thread");
  }

  /**
   * What is to be found out.
   *
   * @param number which look it is
   * @param owned partitions whose calls matter
   * @param replies hear the answer
   * @param interruptions up to which it holds
   * @param partitions of the topic
   */
  private record Look(
      int number, Set<Integer> owned, ToolReplies replies, int interruptions, int partitions) {

    void tell(Set<CorrelationId> found) {
      owned.forEach(partition -> replies.repliesFound(partition, found));
    }
  }

  /**
   * These partitions are ours from now on, after replies were not read for a while.
   *
   * @param replies hear which of their calls have a reply
   */
  void owned(Set<Integer> owned, ToolReplies replies) {
    Look wanted =
        new Look(nextLook(), owned, replies, replies.interruptions(), partitions.getAsInt());
    if (replies.repliesUncertain()) {
      background.execute(() -> look(wanted, false));
    } else {
      wanted.tell(Set.of());
    }
  }

  private void look(Look wanted, boolean again) {
    try {
      Set<CorrelationId> found =
          scan.unsettled(wanted.owned(), wanted.partitions(), () -> isOvertaken(wanted));
      thread.execute(() -> found(wanted, found));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (CancellationException overtaken) {
      LOG.debug("replies are not looked through to their end: the partitions were assigned anew");
    } catch (Exception e) {
      if (!again) {
        LOG.warn(
            "unread tool replies could not be looked through, which is tried again; until then no"
                + " overdue call is told that there is none",
            e);
      }
      if (!isOvertaken(wanted)) {
        background.schedule(() -> look(wanted, true), RETRY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void found(Look wanted, Set<CorrelationId> found) {
    // A rebalance may be under way of which nobody is told to look yet: what was found says nothing
    // about the replies that came meanwhile.
    if (!isOvertaken(wanted) && wanted.interruptions() == wanted.replies().interruptions()) {
      wanted.tell(found);
    }
  }

  private boolean isOvertaken(Look wanted) {
    return wanted.number() != latest.get();
  }

  private int nextLook() {
    return latest.incrementAndGet();
  }

  @Override
  public void close() {
    nextLook();
    background.shutdown();
    try {
      if (!background.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("what was asked of Kafka is not waited for any longer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    background.shutdownNow();
  }
}
