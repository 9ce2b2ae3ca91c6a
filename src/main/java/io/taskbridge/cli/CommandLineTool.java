package io.taskbridge.cli;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The verbs, put together. */
final class CommandLineTool {
  static final int USAGE = CommandLine.ExitCode.USAGE;
  static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  private final CommandLine line;
  private final Screen screen;

  CommandLineTool(Supplier<Setup> setup, Screen screen) {
    this.screen = requireNonNull(screen, "screen");
    this.line = new CommandLine(new Root());
    line.addSubcommand(new SendVerb(setup, screen));
    line.addSubcommand(new WatchVerb(setup, screen));
    line.addSubcommand(new CheckVerb(setup, screen));
    line.addSubcommand(new ReplayVerb(setup, screen));
    line.setOut(screen.out());
    line.setErr(screen.err());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(screen.colours()));
    line.setUsageHelpAutoWidth(screen.interactive());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((mistake, args) -> mistaken(mistake));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
  }

  int run(String... args) {
    return line.execute(args);
  }

  /** One screen with the whole help would hide what is wrong: a sentence, and where to go on. */
  private int mistaken(CommandLine.ParameterException mistake) {
    CommandSpec verb = mistake.getCommandLine().getCommandSpec();
    screen.err().println(screen.painted("bold,red", "error:") + " " + mistake.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(mistake, screen.err());
    screen.err().println("hint: '" + verb.qualifiedName() + " --help' explains it");
    Arrays.stream(verb.usageMessage().footer())
        .map(String::strip)
        .filter(example -> example.contains(verb.qualifiedName()))
        .findFirst()
        .ifPresent(example -> screen.err().println("example: " + example));
    return USAGE;
  }

  private int failed(Exception failure) {
    screen.err().println(screen.painted("bold,red", "error:") + " " + sentence(failure));
    return FAILED;
  }

  private static String sentence(Exception failure) {
    if (failure instanceof CliException) {
      return failure.getMessage();
    }
    if (failure instanceof KafkaException) {
      return "Kafka does not do it: "
          + failure.getMessage()
          + "; look at KAFKA_BOOTSTRAP_SERVERS, KAFKA_SECURITY_PROTOCOL and the network ('check' says"
          + " more about the connection)";
    }
    return failure + " (a defect of this verb; please report it)";
  }

  /** The program without a verb: says what there is. */
  @Command(
      name = "java -jar quarkus-run.jar",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "[VERB [OPTIONS]]",
      commandListHeading = "%nVerbs:%n",
      description = {
        "Without a verb this is the Kafka Task Bridge: it runs until SIGTERM.",
        "",
        "With a verb it is a tool for the terminal. A verb reads the bridge's own settings"
            + " (environment variables, application.properties), starts no bridge and joins no"
            + " consumer group."
      },
      footer = {
        "",
        "Examples:",
        "  export KAFKA_BOOTSTRAP_SERVERS=broker-1.example.com:9092 BRIDGE_API_KEY=...",
        "  java -jar quarkus-run.jar check",
        "  echo '{\"task\": \"Get the top story\"}' | java -jar quarkus-run.jar send --watch",
        "  java -jar quarkus-run.jar replay --dry-run --code API_REJECTED --since PT2H",
        "",
        "'java -jar quarkus-run.jar VERB --help' explains a verb."
      })
  static final class Root implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      spec.commandLine().usage(spec.commandLine().getErr());
      return USAGE;
    }
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"kafka-task-bridge " + (version == null ? "(not packaged)" : version)};
    }
  }
}
