package io.taskbridge.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends dead letters to where they came from. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends dead letters again, each to where it came from.",
      "",
      "To the same topic and partition: key, value and its own headers byte for byte, without the"
          + " headers that say why it was set aside, and with a header 'replay-count'.",
      "",
      "Each letter is sent once, whatever is chosen and however often this is run: what was sent is"
          + " remembered in the topic 'dead-letter-replays' (BRIDGE_TOPICS_REPLAYS), in the same"
          + " transaction. A run that was killed is taken up by the next one. A record that comes"
          + " back as a dead letter is a new letter; after --max-replays rounds it is left alone.",
      "",
      "A request that names its id (bridge.request_id, or a CloudEvent's id) and has a result is"
          + " remembered under it for BRIDGE_DEDUP_RETENTION after its end, and the bridge drops the"
          + " same content as a duplicate. To run it once more, add --new-id: order-42 is sent as"
          + " order-42~1, and nothing else of the value changes."
    },
    footer = {
      "",
      "Examples:",
      "  java -jar quarkus-run.jar replay --dry-run --code API_REJECTED --since PT2H",
      "  java -jar quarkus-run.jar replay --code API_FORBIDDEN --since PT2H --new-id",
      "  java -jar quarkus-run.jar replay --topic tool-replies --limit 10",
      "  java -jar quarkus-run.jar replay --from my-connector-dlq --code DataException",
      "",
      "Also read: letters of Kafka Connect (__connect.errors.*), Spring Kafka",
      "(kafka_dlt-*) and SmallRye; --code then is the exception's class, with or",
      "without its package.",
      "",
      "Exit codes: 0 done, also when there was nothing to send; 1 it could not be",
      "done, or stopped in the middle: run it again; 2 wrong usage."
    })
final class ReplayVerb implements Callable<Integer> {
  private final Supplier<Setup> setups;
  private final Screen screen;
  private final Clock clock = Clock.systemUTC();

  @Option(
      names = "--code",
      paramLabel = "CODE",
      split = ",",
      description = "Only letters with this code; several by comma, or given more than once.")
  private Set<String> codes = new LinkedHashSet<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Instants.class,
      description =
          "Only letters set aside since then: PT2H for the last two hours, or"
              + " 2026-11-24T03:00:00Z. Default: all.")
  private Instant since = Instant.EPOCH;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Instants.class,
      description = "Only letters set aside before then, in the same form. Default: now.")
  private Instant until = Instant.MAX;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      split = ",",
      description = "Only letters that came from this topic.")
  private Set<String> topics = new LinkedHashSet<>();

  @Option(names = "--key", paramLabel = "KEY", description = "Only letters with this key.")
  private String key;

  @Option(names = "--limit", paramLabel = "N", description = "Ends after so many were sent.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Sends at most so many a second. Default: as fast as Kafka takes them.")
  private int rate;

  @Option(
      names = "--max-replays",
      paramLabel = "N",
      defaultValue = "3",
      description = "The loop guard: a record is sent again at most so often. Default: 3.")
  private int maxReplays;

  @Option(
      names = "--new-id",
      description = "Gives requests that name their id a new one, so that they run again.")
  private boolean newIds;

  @Option(
      names = "--from",
      paramLabel = "TOPIC",
      description = "Reads the letters from this topic. Default: the bridge's own.")
  private String from;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Says what would be sent, and sends nothing.")
  private boolean dryRun;

  ReplayVerb(Supplier<Setup> setups, Screen screen) {
    this.setups = setups;
    this.screen = screen;
  }

  /** Instants, or how long ago. */
  static final class Instants implements picocli.CommandLine.ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (java.time.format.DateTimeParseException noInstant) {
        Duration ago = new Durations().convert(text);
        return Instant.now().minus(ago);
      }
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (maxReplays < 1 || limit < 1 || rate < 0) {
      throw new CliException("--max-replays and --limit are at least 1, --rate is not negative");
    }
    Setup setup = setups.get();
    Replay.Order order =
        new Replay.Order(
            from == null ? setup.topics().deadLetters() : from,
            new Selection(codes, topics, key, since, until),
            maxReplays,
            newIds,
            limit,
            rate,
            dryRun);
    ReplayCount count = new Replay(setup, order, screen, clock).run();
    count.lines(order, setup.config().dedupRetention()).forEach(screen.out()::println);
    return 0;
  }
}
