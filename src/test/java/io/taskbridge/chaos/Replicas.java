package io.taskbridge.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The replicas by number, and all the processes that there ever were. */
final class Replicas implements AutoCloseable {
  private final String bootstrapServers;
  private final String apiUrl;
  private final Path logs;
  private final Observer observer = new Observer();
  private final Map<Integer, Replica> current = new ConcurrentHashMap<>();
  private final List<Replica> all = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "chaos-observer");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

  Replicas(String bootstrapServers, String apiUrl, Path logs) {
    this.bootstrapServers = bootstrapServers;
    this.apiUrl = apiUrl;
    this.logs = logs;
    looking.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
  }

  /** Starts the replica of this number anew, whatever became of the one before. */
  synchronized void start(int number) {
    if (closed) {
      return;
    }
    String name = "r" + number;
    Path log = logs.resolve(name + "-" + (all.size() + 1) + ".log");
    Replica replica = Replica.start(name, bootstrapServers, apiUrl, log);
    all.add(replica);
    current.put(number, replica);
  }

  /** The process that runs as this replica; null when none was started. */
  Replica get(int number) {
    return current.get(number);
  }

  void remove(int number) {
    current.remove(number);
  }

  List<Replica> all() {
    return List.copyOf(all);
  }

  /** What each of the present replicas says about its health; empty when it is ready. */
  Map<String, String> notReady() throws InterruptedException {
    Map<String, String> told = new TreeMap<>();
    for (Replica replica : current.values()) {
      if (!observer.look(replica)) {
        String health = observer.get(replica, "/q/health/ready");
        told.put(replica.name(), replica.isAlive() ? health : "its process has ended");
      }
    }
    return told;
  }

  /** The sum of a counter over all processes, as far as it was seen before they ended. */
  long counted(String name) {
    return Math.round(
        all.stream()
            .flatMap(replica -> replica.counters().entrySet().stream())
            .filter(counter -> counter.getKey().startsWith(name))
            .mapToDouble(Map.Entry::getValue)
            .sum());
  }

  private void look() {
    try {
      for (Replica replica : new ArrayList<>(current.values())) {
        observer.look(replica);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() throws InterruptedException {
    closed = true;
    looking.shutdownNow();
    for (Replica replica : all) {
      if (replica.isAlive()) {
        replica.kill();
      }
    }
  }
}
