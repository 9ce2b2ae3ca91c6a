package io.taskbridge.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tasks that wait at the API without an end, as many as wanted, followed by a bridge. */
final class StandingLoad implements AutoCloseable {
  /** They wait for ever, until the benchmark ends them. */
  static final String WAITING =
      """
      {"wait_ms": -1, "recording_ms": 0, "downloads_ms": 0}\
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(280);
  private static final String PREFIX = "waiting-";

  private final Stage stage;
  private final RequestWriter writer;
  private final OutputReader reader;
  private final AtomicInteger accepted = new AtomicInteger();
  private final ConcurrentMap<Integer, String> taskIds = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Long> endedAt = new ConcurrentHashMap<>();
  private final AtomicInteger detected = new AtomicInteger();
  private final Histogram latency = Figures.histogram();
  private int written;

  /**
   * @param stage whose topics are there already
   */
  StandingLoad(Stage stage) {
    this.stage = stage;
    this.writer = new RequestWriter(stage.bootstrapServers());
    this.reader =
        new OutputReader(
            stage.bootstrapServers(), List.of("task-status", "task-results"), this::read);
  }

  private void read(String key, ConsumerRecord<byte[], byte[]> record, long readAt) {
    String taskId = OutputReader.header(record, "ce_subject");
    if (record.topic().equals("task-results")) {
      Long ended = endedAt.get(taskId);
      if (ended != null) {
        latency.recordValue((readAt - ended) / 1_000);
        detected.incrementAndGet();
      }
    } else if (OutputReader.header(record, "ce_id").equals(key + "/status/1")) {
      taskIds.put(Integer.parseInt(key.substring(PREFIX.length())), taskId);
      accepted.incrementAndGet();
    }
  }

  /** Adds tasks until so many were accepted; returns the seconds it took. */
  double growTo(int tasks) {
    long began = System.nanoTime();
    while (written < tasks) {
      writer.task(PREFIX + written++);
    }
    writer.flush();
    Await.until(tasks + " accepted tasks", PATIENCE, () -> accepted.get() >= tasks);
    return (System.nanoTime() - began) / 1e9;
  }

  int size() {
    return written;
  }

  /**
   * Ends some of the tasks, evenly over some seconds, old and young, and measures how long it takes
   * until their results are read.
   */
  Histogram detect(int tasks, int seconds) {
    latency.reset();
    int expected = detected.get() + tasks;
    int step = Math.max(1, written / tasks);
    long began = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      String taskId = takeFrom(i * step);
      long due = began + seconds * 1_000_000_000L / tasks * i;
      Await.pause(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      endedAt.put(taskId, System.nanoTime());
      stage.api().finish(taskId);
    }
    Await.until("the results of " + tasks, PATIENCE, () -> detected.get() >= expected);
    return latency;
  }

  /** The first task from here on that was not ended before. */
  private String takeFrom(int number) {
    for (int i = number; i < written; i++) {
      String taskId = taskIds.remove(i);
      if (taskId != null) {
        return taskId;
      }
    }
    throw new IllegalStateException("all tasks from " + number + " on were ended before");
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
