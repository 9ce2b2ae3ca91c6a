package io.taskbridge.kafka;

import io.taskbridge.task.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Compares an output with the schema that its request gave. Schemas are strangers': one that cannot
 * be read, or takes too long, is not judged by. Lives on the bridge's thread; the work is done on
 * another, so that it can be left behind.
 */
final class OutputCheck {
  private static final Logger LOG = Logger.getLogger(OutputCheck.class);

  private static final int LONGEST_OUTPUT = 1_048_576;

  /** Work that was left behind goes on; so often, and nothing is judged any more. */
  private static final int MOST_LEFT_BEHIND = 2;

  private final Duration patience;
  private ExecutorService worker;
  private SchemaJudge judge;
  private int leftBehind;

  /**
   * @param patience with one output
   */
  OutputCheck(Duration patience) {
    this.patience = patience;
  }

  /**
   * What was found.
   *
   * @param errors the first places where the output does not fit; empty when it does
   */
  record Judgement(List<String> errors) {
    Judgement {
      errors = List.copyOf(errors);
    }

    boolean valid() {
      return errors.isEmpty();
    }
  }

  /** The judgement; empty when there is nothing to judge, or nothing to judge by. */
  Optional<Judgement> judge(Json schema, Json output) {
    boolean possible =
        schema != null
            && output != null
            && output.text().length() <= LONGEST_OUTPUT
            && leftBehind < MOST_LEFT_BEHIND;
    if (!possible) {
      return Optional.empty();
    }
    begin();
    SchemaJudge current = judge;
    try {
      return Optional.of(
          worker
              .submit(() -> current.judge(schema, output))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      leaveBehind();
    } catch (ExecutionException e) {
      // Whatever a schema does to the library, the result must go out.
      LOG.debugf("a response_model is not judged by: %s", e.getCause().getClass().getName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private void begin() {
    if (worker == null) {
      judge = new SchemaJudge();
      worker =
          Executors.newSingleThreadExecutor(
              task -> {
                Thread thread = new Thread(task, "output-check");
                thread.setDaemon(true);
                return thread;
              });
    }
  }

  private void leaveBehind() {
    worker.shutdownNow();
    worker = null;
    leftBehind++;
    LOG.warnf(
        "an output could not be compared with its response_model within %d ms and is not judged"
            + " (%d of %d; after the last, none is until a restart)",
        patience.toMillis(), leftBehind, MOST_LEFT_BEHIND);
  }
}
