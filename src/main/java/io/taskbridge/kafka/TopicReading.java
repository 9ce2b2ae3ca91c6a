package io.taskbridge.kafka;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.submission.LedgerSurvey;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.admin.AdminClient;
import org.jboss.logging.Logger;

/**
 * All that is read of Kafka beside the intake: the ledger, replies that nobody has taken in yet,
 * and what topics take. Reads on threads of its own, and has them end in good order.
 */
final class TopicReading implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TopicReading.class);

  /** A reader that is told to stop does so within a poll, unless Kafka is away. */
  private static final Duration LAST_READ = Duration.ofSeconds(2);

  private final AdminClient admin;
  private final ExecutorService background;
  private final ExecutorService looking;
  private final LedgerReader reader;
  private final LedgerReader surveyed;
  private final LedgerRestorer restorer;
  private final LedgerSurvey survey;
  private final TopicSizes sizes;
  private final ReplyCatchUp replies;

  /**
   * @param ends learns how far the ledger was read
   * @param limits learn what topics take
   * @param partitions of the requests topic, and of those that go with it
   * @param thread the bridge's thread
   */
  TopicReading(
      KafkaSettings settings,
      Clients clients,
      Ledger ledger,
      LedgerCodec codec,
      LedgerEnds ends,
      RecordLimits limits,
      IntSupplier partitions,
      Executor thread,
      LogMonitor monitor) {
    this.admin = clients.admin();
    monitor.opened("admin", new KafkaClientMetrics(admin));
    this.background = daemon("ledger-reader");
    // A partition that is to be restored does not wait for a look at those of everybody.
    this.looking = daemon("ledger-survey");
    Topics topics = settings.topics();
    this.reader = new LedgerReader(topics.ledger(), admin, clients::reader, codec, ends);
    this.surveyed = new LedgerReader(topics.ledger(), admin, clients::surveyor, codec, ends);
    this.sizes = new TopicSizes(limits, admin, topics.written(), background, System::nanoTime);
    this.survey = new LedgerSurveyor(surveyed, ledger, partitions, thread, looking);
    this.restorer = new LedgerRestorer(reader, sizes, thread, background);
    this.replies =
        new ReplyCatchUp(
            new ReplyScan(
                topics.replies(),
                settings.groupId(),
                admin,
                clients::replies,
                new ToolReplyDecoder(settings.defaults().maxBytes()),
                settings.transactionTimeout(),
                System::nanoTime),
            partitions,
            thread);
  }

  /** Brings ledgers back to memory. */
  LedgerRestorer restorer() {
    return restorer;
  }

  /** What all replicas know. */
  LedgerSurvey survey() {
    return survey;
  }

  TopicSizes sizes() {
    return sizes;
  }

  /** Looks for replies that nobody has taken in yet. */
  ReplyCatchUp replies() {
    return replies;
  }

  @Override
  public void close() {
    replies.close();
    reader.stop();
    surveyed.stop();
    try {
      Future<?> looked = looking.submit(() -> {});
      background.submit(() -> {}).get(LAST_READ.toMillis(), TimeUnit.MILLISECONDS);
      looked.get(LAST_READ.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException kafkaIsAway) {
      LOG.debug("what was asked of Kafka is not waited for any longer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    background.shutdownNow();
    looking.shutdownNow();
    admin.close();
  }

  private static ExecutorService daemon(String name) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread reading = new Thread(task, name);
          reading.setDaemon(true);
          return reading;
        },
        // A rebalance may end after the stop: what is asked for then has no answer.
        new ThreadPoolExecutor.DiscardPolicy());
  }
}
