package io.taskbridge.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to measure, and how much of it.
 *
 * @param scenarios by name, in the order in which they run
 * @param tasks that go through in one piece
 * @param warmUps times that they go through before the one that counts, the bare clients' calls and
 *     records too
 * @param standing tasks that wait at once, one step after the other
 * @param seconds for which each standing load is watched
 * @param toolCalls that make a round trip
 * @param sweep between two looks at a waiting task, as an ISO duration
 * @param connections that the bare client uses, and submissions that the bridge may have under way;
 *     0 leaves the bridge its default
 * @param heap of the bridge, as {@code -Xmx} takes it
 * @param bridgeOptions further options of the bridge's JVM
 * @param jar of the bridge
 * @param folder where logs, the chart and the lines of JSON go
 */
record BenchOptions(
    Set<String> scenarios,
    int tasks,
    int warmUps,
    List<Integer> standing,
    int seconds,
    int toolCalls,
    String sweep,
    int connections,
    String heap,
    List<String> bridgeOptions,
    Path jar,
    Path folder) {
  static final List<String> ALL =
      List.of("micro", "throughput", "standing", "restart", "start", "tools");

  private static final String USAGE =
      """
      Usage: [--quick] [SCENARIO...] [--OPTION=VALUE...]

      Scenarios: micro, throughput, standing, restart, start, tools; without one, all of them.

        --quick              smaller sizes: each scenario ends within about a minute
        --tasks=20000        tasks that go through in one piece (throughput)
        --warm-ups=3         times that they go through before the one that counts
        --standing=1000,10000,50000
                             tasks that wait at once (standing; the last one: restart)
        --seconds=30         for which each standing load is watched
        --tool-calls=1000    round trips (tools)
        --sweep=PT5S         between two looks at a waiting task
        --connections=0      submissions under way at once; 0: the bridge's default
        --heap=512m          of the bridge
        --bridge-options=    further options of the bridge's JVM, separated by spaces
        --jar=target/quarkus-app/quarkus-run.jar
        --out=target/bench   where logs, results.jsonl and the chart go
      """;

  /** A command line that makes no sense; the message says what would. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message + System.lineSeparator() + System.lineSeparator() + USAGE);
    }
  }

  private static BenchOptions full() {
    return new BenchOptions(
        new LinkedHashSet<>(),
        20_000,
        3,
        List.of(1_000, 10_000, 50_000),
        30,
        1_000,
        "PT5S",
        0,
        "512m",
        List.of(),
        Path.of("target", "quarkus-app", "quarkus-run.jar"),
        Path.of("target", "bench"));
  }

  private BenchOptions quick() {
    return new BenchOptions(
        scenarios,
        2_000,
        1,
        List.of(200, 1_000, 2_000),
        6,
        100,
        "PT2S",
        connections,
        heap,
        bridgeOptions,
        jar,
        folder);
  }

  static BenchOptions parse(String... args) throws UsageException {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    words.removeIf(String::isBlank);
    // First, so that its sizes can be changed by what stands beside it.
    BenchOptions options = words.remove("--quick") ? full().quick() : full();
    for (String word : words) {
      options = options.with(word);
    }
    if (options.scenarios.isEmpty()) {
      options.scenarios.addAll(ALL);
    }
    return options;
  }

  private BenchOptions with(String word) throws UsageException {
    if (ALL.contains(word)) {
      scenarios.add(word);
      return this;
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? "" : word.substring(equals + 1);
    try {
      return switch (name) {
        case "--tasks" -> sized(Integer.parseInt(value), warmUps, standing, seconds, toolCalls);
        case "--warm-ups" -> sized(tasks, Integer.parseInt(value), standing, seconds, toolCalls);
        case "--standing" -> sized(tasks, warmUps, numbers(value), seconds, toolCalls);
        case "--seconds" -> sized(tasks, warmUps, standing, Integer.parseInt(value), toolCalls);
        case "--tool-calls" -> sized(tasks, warmUps, standing, seconds, Integer.parseInt(value));
        case "--sweep" -> run(value, connections, heap, bridgeOptions, jar, folder);
        case "--connections" ->
            run(sweep, Integer.parseInt(value), heap, bridgeOptions, jar, folder);
        case "--heap" -> run(sweep, connections, value, bridgeOptions, jar, folder);
        case "--bridge-options" ->
            run(sweep, connections, heap, List.of(value.trim().split(" +")), jar, folder);
        case "--jar" -> run(sweep, connections, heap, bridgeOptions, Path.of(value), folder);
        case "--out" -> run(sweep, connections, heap, bridgeOptions, jar, Path.of(value));
        default -> throw new UsageException("'" + word + "' is not known.");
      };
    } catch (NumberFormatException e) {
      throw new UsageException("'" + word + "' wants a whole number.");
    }
  }

  private BenchOptions sized(
      int tasks, int warmUps, List<Integer> standing, int seconds, int toolCalls) {
    return new BenchOptions(
        scenarios,
        tasks,
        warmUps,
        standing,
        seconds,
        toolCalls,
        sweep,
        connections,
        heap,
        bridgeOptions,
        jar,
        folder);
  }

  private BenchOptions run(
      String sweep,
      int connections,
      String heap,
      List<String> bridgeOptions,
      Path jar,
      Path folder) {
    return new BenchOptions(
        scenarios,
        tasks,
        warmUps,
        standing,
        seconds,
        toolCalls,
        sweep,
        connections,
        heap,
        bridgeOptions,
        jar,
        folder);
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.split(",")).map(String::trim).map(Integer::valueOf).toList();
  }

  /** The largest standing load: what a restart finds. */
  int mostStanding() {
    return standing.stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
