package io.taskbridge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the threads of a JVM have used by the kind of their work, as {@code /proc} tells it. A
 * thread that has ended is not in it, so the parts may be less than the whole.
 */
record CpuSplit(Map<Work, Double> seconds) {
  /** What a thread is there for, known by its name. */
  enum Work {
    /** Compiling byte code: much at first, little later. */
    COMPILER("C1 ", "C2 "),
    COLLECTOR("GC ", "G1 "),
    /** The HTTP client, of the API's calls. */
    HTTP("vert.x-event"),
    /** The one thread on which the bridge decides. */
    DECIDING("bridge"),
    /** Producer, consumer, and the log that writes transactions. */
    KAFKA("kafka-", "smallrye-kafka", "transaction-lo");

    private final String[] names;

    Work(String... names) {
      this.names = names;
    }

    private boolean isOf(String thread) {
      return Stream.of(names).anyMatch(thread::startsWith);
    }
  }

  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  static CpuSplit of(long pid) {
    Map<Work, Double> seconds = new EnumMap<>(Work.class);
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      threads.forEach(thread -> add(seconds, thread));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CpuSplit(seconds);
  }

  private static void add(Map<Work, Double> seconds, Path thread) {
    String stat;
    try {
      stat = Files.readString(thread.resolve("stat"));
    } catch (IOException ended) {
      return;
    }
    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    String[] numbers = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double used =
        (Double.parseDouble(numbers[USER_TIME]) + Double.parseDouble(numbers[SYSTEM_TIME]))
            / TICKS_PER_SECOND;
    for (Work work : Work.values()) {
      if (work.isOf(name)) {
        seconds.merge(work, used, Double::sum);
      }
    }
  }

  double of(Work work) {
    return seconds.getOrDefault(work, 0.0);
  }

  /** Milliseconds for each task since an earlier look, by the kind of work. */
  void putSince(CpuSplit before, int tasks, Figures figures) {
    for (Work work : Work.values()) {
      figures.put(
          "cpu_ms_per_task_" + work.name().toLowerCase(Locale.ROOT),
          Math.max(0, of(work) - before.of(work)) * 1000 / tasks);
    }
  }
}
