package io.taskbridge.taskapi;

import io.smallrye.mutiny.Multi;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * An answer about a task that ended, of more bytes than may be kept: it is read piece by piece for
 * what is short in it, its status above all, because it will not become shorter by asking again.
 */
final class LongAnswer {
  /** So many times the longest answer that is kept are looked through, and no more. */
  private static final int TIMES = 32;

  private final TaskId id;
  private final Exchange exchange;
  private final AnswerReader reader;
  private final long maxAnswerBytes;
  private final Skimmer skimmer = new Skimmer();
  private final CompletableFuture<Optional<TaskSnapshot>> end = new CompletableFuture<>();
  private long received;
  private boolean over;

  LongAnswer(TaskId id, Exchange exchange, AnswerReader reader, long maxAnswerBytes) {
    this.id = id;
    this.exchange = exchange;
    this.reader = reader;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /**
   * Reads it.
   *
   * @return the task; empty when this is no long answer about it that was understood
   */
  CompletionStage<Optional<TaskSnapshot>> begin(Supplier<Multi<byte[]>> call) {
    exchange.onTimeout(this::over);
    try {
      call.get().subscribe().with(this::read, failure -> over(), this::over);
    } catch (RuntimeException e) {
      over();
    }
    return end;
  }

  private synchronized void read(byte[] piece) {
    if (over) {
      return;
    }
    received += piece.length;
    try {
      skimmer.read(piece);
    } catch (IOException e) {
      received = 0;
      over();
      return;
    }
    if (received > TIMES * maxAnswerBytes) {
      over();
    }
  }

  private synchronized void over() {
    if (!over) {
      over = true;
      exchange.finish();
      end.complete(task());
      exchange.close();
    }
  }

  /** Whatever ended it: once it was longer than it may be, what is known of it is all there is. */
  private Optional<TaskSnapshot> task() {
    if (received <= maxAnswerBytes || exchange.httpStatus() != 200) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.skimmed(skimmer, sentence()))
          .filter(task -> task.id().equals(id) && task.status().terminal());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String sentence() {
    return "the task API's answer with this task's output is longer than "
        + maxAnswerBytes
        + " bytes (bridge.api.max-answer-bytes): read the output at the task API, and raise that"
        + " setting if tasks to come may answer as much";
  }
}
