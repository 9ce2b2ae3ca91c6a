package io.taskbridge.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows one request over the output topics. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Follows one request over the output topics until its result.",
      "",
      "What was written before is shown first, as far back as --since says. The records are looked"
          + " through one by one, so a long time back on busy topics takes its time."
    },
    footer = {
      "",
      "Examples:",
      "  java -jar quarkus-run.jar watch order-42",
      "  java -jar quarkus-run.jar watch --since P2D --timeout PT10M order-42",
      "  java -jar quarkus-run.jar watch --json order-42 | jq .output",
      "",
      "Exit codes: by the result 0 done, 10 failed, 11 cancelled, 12 rejected,",
      "13 expired, 14 ambiguous, 15 lost, 16 set aside without a result; 124 when",
      "--timeout is over; 1 when it could not be done; 2 wrong usage."
    })
final class WatchVerb implements Callable<Integer> {
  private final Supplier<Setup> setups;
  private final Screen screen;

  @Parameters(paramLabel = "REQUEST-ID", description = "Whom to follow.")
  private String id;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "PT1H",
      converter = Durations.class,
      description = "How far back to look, as an ISO-8601 duration. Default: PT1H.")
  private Duration since;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Ends with code 124 when there is no result by then. Default: waits.")
  private Duration timeout;

  @Option(
      names = "--json",
      description = "Prints the values as they are, one a line; headers of dead letters as JSON.")
  private boolean json;

  WatchVerb(Supplier<Setup> setups, Screen screen) {
    this.setups = setups;
    this.screen = screen;
  }

  @Override
  public Integer call() {
    return new Watcher(setups.get(), screen, id, json).run(since, timeout);
  }
}
