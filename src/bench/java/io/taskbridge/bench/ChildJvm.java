package io.taskbridge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A JVM that is measured from outside; it ends with its caller's {@code close}. */
final class ChildJvm implements AutoCloseable {
  private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(40);
  private static final List<String> OURS = List.of("BRIDGE_", "KAFKA_", "QUARKUS_");

  private final String name;
  private final Path log;
  private final Process process;
  private final long startedAt = System.nanoTime();

  private ChildJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** Starts a class of the benchmark's own class path. */
  static ChildJvm ofClass(
      String name, Path folder, List<String> options, Class<?> main, String... args) {
    List<String> words = new ArrayList<>(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    words.addAll(List.of(args));
    return start(name, folder, words, Map.of());
  }

  /**
   * Starts {@code java} with these words.
   *
   * @param name of the process and of its log
   */
  static ChildJvm start(
      String name, Path folder, List<String> words, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(JAVA_BIN.resolve("java").toString());
    command.addAll(words);
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> OURS.stream().anyMatch(key::startsWith));
    builder.environment().putAll(environment);
    try {
      ChildJvm child = new ChildJvm(name, log, builder.start());
      // Should the benchmark be interrupted, nothing of it stays behind.
      Runtime.getRuntime().addShutdownHook(new Thread(child.process::destroyForcibly));
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** Nanoseconds of the monotonic clock at which it was started. */
  long startedAt() {
    return startedAt;
  }

  /** Waits for a line {@code key=value} of its output and returns the value. */
  String await(String key, Duration patience) {
    return Await.value(
        name + " to say " + key + "; see " + log,
        patience,
        () -> {
          requireAlive();
          return lines().stream()
              .filter(line -> line.startsWith(key + "="))
              .map(line -> line.substring(key.length() + 1))
              .findFirst();
        });
  }

  List<String> lines() {
    try {
      return Files.readAllLines(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalStateException when it has ended
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(name + " has ended; see " + log);
    }
  }

  /** Waits until it ends by itself. */
  int awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(name + " did not end within " + patience + "; see " + log);
    }
    return process.exitValue();
  }

  Usage usage() {
    return Usage.of(process.pid());
  }

  CpuSplit cpuSplit() {
    return CpuSplit.of(process.pid());
  }

  /** Bytes of the objects that are alive, after a full collection. */
  long liveHeapBytes() {
    String histogram = jcmd("GC.class_histogram");
    return histogram
        .lines()
        .filter(line -> line.startsWith("Total"))
        .map(line -> line.trim().split("\\s+"))
        .map(words -> Long.parseLong(words[2]))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no total in the histogram of " + name));
  }

  /** What {@code jcmd} says of it. */
  String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(
                  JAVA_BIN.resolve("jcmd").toString(), Long.toString(process.pid()), command)
              .redirectErrorStream(true)
              .start();
      String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      jcmd.waitFor();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    await(process);
  }

  @Override
  public void close() {
    process.destroy();
    if (!await(process)) {
      kill();
    }
  }

  private static boolean await(Process process) {
    try {
      return process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The first line that holds this. */
  Optional<String> said(String text) {
    return lines().stream().filter(line -> line.contains(text)).findFirst();
  }
}
