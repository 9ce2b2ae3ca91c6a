package io.taskbridge.cli;

import static io.taskbridge.cli.Finding.ok;
import static io.taskbridge.cli.Finding.wrong;

import io.taskbridge.app.BridgeConfig;
import io.taskbridge.app.Settings;
import io.taskbridge.taskapi.ApiKeySource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a bridge with these settings would find what it needs. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Looks whether a bridge with these settings would find what it needs.",
      "",
      "That is: the settings, the API key, Kafka and its topics, the consumer group, the task API."
          + " Nothing is made or changed. The API is asked for one task (GET /task?l=1), which costs"
          + " nothing."
    },
    footer = {
      "",
      "Examples:",
      "  java -jar quarkus-run.jar check",
      "  java -jar quarkus-run.jar check --offline    settings and key only",
      "",
      "Exit codes: 0 nothing is wrong ('note' is no fault); 1 something is; 2 wrong usage."
    })
final class CheckVerb implements Callable<Integer> {
  private final Supplier<Setup> setups;
  private final Screen screen;

  @Option(names = "--offline", description = "Asks neither Kafka nor the API.")
  private boolean offline;

  CheckVerb(Supplier<Setup> setups, Screen screen) {
    this.setups = setups;
    this.screen = screen;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = findings();
    Finding.table(findings, screen).forEach(screen.out()::println);
    long wrong = findings.stream().filter(Finding::isWrong).count();
    screen.err().println(wrong == 0 ? "nothing is wrong" : wrong + " of these have to be mended");
    return wrong == 0 ? 0 : CommandLineTool.FAILED;
  }

  private List<Finding> findings() throws InterruptedException {
    Setup setup;
    try {
      setup = setups.get();
    } catch (CliException e) {
      return List.of(wrong("settings", e.getMessage()));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(ok("settings", "group %s".formatted(setup.config().groupId())));
    topicSettings(setup, findings);
    ApiKeySource key = key(setup, findings);
    if (!offline) {
      findings.addAll(new KafkaCheck(setup).findings());
      findings.add(api(setup.config().api(), key));
    }
    return findings;
  }

  private static Finding api(BridgeConfig.Api api, ApiKeySource key) throws InterruptedException {
    try {
      return new ApiCheck(Settings.taskApi(api), Settings.route(api)).finding(key);
    } catch (IllegalArgumentException e) {
      return wrong("settings", e.getMessage());
    }
  }

  private static void topicSettings(Setup setup, List<Finding> findings) {
    try {
      Settings.topicSettings(setup.config());
    } catch (IllegalArgumentException e) {
      findings.add(wrong("settings", e.getMessage()));
    }
  }

  /** The key's source; null when there is none. */
  private static ApiKeySource key(Setup setup, List<Finding> findings) {
    try {
      ApiKeySource key = Settings.apiKey(setup.config().api(), Clock.systemUTC());
      findings.add(
          ok(
              "API key",
              setup
                  .config()
                  .api()
                  .keyFile()
                  .map(file -> "in " + file)
                  .orElse("in BRIDGE_API_KEY")));
      return key;
    } catch (IllegalStateException e) {
      findings.add(wrong("API key", e.getMessage()));
      return null;
    }
  }
}
