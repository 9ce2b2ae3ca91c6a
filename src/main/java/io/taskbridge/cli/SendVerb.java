package io.taskbridge.cli;

import io.taskbridge.kafka.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends requests, commands or replies that a person has in a file or types. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a request from a file or standard input, and prints its id and where it stands.",
      "",
      "The value is the body of the task API's POST /task, and an optional object 'bridge'. It is"
          + " looked at before anything is sent: what is not a JSON object, or too large, is refused"
          + " here.",
      "",
      "A key is placed on the partition where all Java clients place it. kcat and other clients made"
          + " of librdkafka do so only with partitioner=murmur2_random: without it a command sent here"
          + " does not find a request sent there, and the same id sent by both is two tasks."
    },
    footer = {
      "",
      "Examples:",
      "  echo '{\"task\": \"Get the top story\"}' | java -jar quarkus-run.jar send",
      "  java -jar quarkus-run.jar send --id order-42 --watch request.json",
      "  java -jar quarkus-run.jar send --lines requests.jsonl",
      "  echo '{\"request_id\": \"order-42\", \"command\": \"cancel\"}'"
          + " | java -jar quarkus-run.jar send --to commands",
      "",
      "Exit codes: 0 sent; 1 not sent; 2 wrong usage; with --watch those of 'watch'."
    })
final class SendVerb implements Callable<Integer> {
  private final Supplier<Setup> setups;
  private final Screen screen;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "What to send; '-', the default, is standard input.")
  private String file;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The request's id; goes into the value as bridge.request_id.")
  private String id;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "The record's key. Default: the request's id where the value names one.")
  private String key;

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      defaultValue = "requests",
      description = "${COMPLETION-CANDIDATES}. Default: requests.")
  private Target target;

  @Option(names = "--lines", description = "Every line is a record.")
  private boolean lines;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME=VALUE",
      description = "A header of the records; may be given more than once.")
  private Map<String, String> headers = new LinkedHashMap<>();

  @Option(
      names = "--as-is",
      description = "Sends the bytes as they are, without a look at them; for trying bad records.")
  private boolean asIs;

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints the ids and nothing else: watch $$(... send -q ...).")
  private boolean quiet;

  @Option(names = "--watch", description = "Follows the request to its end, as 'watch' does.")
  private boolean watch;

  SendVerb(Supplier<Setup> setups, Screen screen) {
    this.setups = setups;
    this.screen = screen;
  }

  /** Where to. */
  enum Target {
    requests,
    commands,
    replies;

    String topic(Topics topics) {
      return switch (this) {
        case requests -> topics.requests();
        case commands -> topics.commands();
        case replies -> topics.replies();
      };
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Setup setup = setups.get();
    List<Outgoing> all = read(setup.config().limits().valueBytes());
    if (watch && (all.size() != 1 || target != Target.requests)) {
      throw new CliException("--watch follows one request: leave --lines and --to out");
    }
    List<String> ids = send(setup, all);
    return watch
        ? new Watcher(setup, screen, ids.get(0), false).run(Duration.ofMinutes(1), null)
        : 0;
  }

  private List<Outgoing> read(int mostBytes) {
    List<byte[]> values = values();
    if (values.isEmpty()) {
      throw new CliException(
          "there is nothing to send: "
              + (file.equals("-") ? "standard input" : file)
              + " is empty");
    }
    if (id != null && values.size() > 1) {
      throw new CliException("--id names one request, and there are " + values.size() + " lines");
    }
    List<Outgoing> all = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String where = lines ? "line " + (i + 1) : "the value";
      all.add(
          asIs
              ? new Outgoing(values.get(i), null)
              : Outgoing.read(values.get(i), target, id, where));
      if (!asIs && all.get(i).value().length > mostBytes) {
        throw new CliException(
            where
                + " has "
                + all.get(i).value().length
                + " bytes, more than the "
                + mostBytes
                + " that BRIDGE_LIMITS_VALUE_BYTES allows; send less, or raise the limit");
      }
    }
    return all;
  }

  private List<byte[]> values() {
    try {
      byte[] everything =
          file.equals("-") ? screen.in().readAllBytes() : Files.readAllBytes(Path.of(file));
      if (!lines) {
        return everything.length == 0 ? List.of() : List.of(everything);
      }
      return new String(everything, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> line.getBytes(StandardCharsets.UTF_8))
          .toList();
    } catch (IOException e) {
      throw new CliException(file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  /** Sends all of them, and says of each where it stands. */
  private List<String> send(Setup setup, List<Outgoing> all) throws InterruptedException {
    String topic = target.topic(setup.topics());
    List<String> ids = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = setup.producer(Map.of("acks", "all"))) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Outgoing each : all) {
        sent.add(producer.send(record(topic, each)));
      }
      for (int i = 0; i < sent.size(); i++) {
        RecordMetadata place = sent.get(i).get();
        ids.add(told(all.get(i), place));
      }
    } catch (ExecutionException e) {
      throw new CliException(
          "Kafka at "
              + setup.servers()
              + " did not take it: "
              + e.getCause().getMessage()
              + "; "
              + ids.size()
              + " of "
              + all.size()
              + " are sent. 'check' says more",
          e);
    }
    return ids;
  }

  private String told(Outgoing sent, RecordMetadata place) {
    String stands = place.topic() + "-" + place.partition() + "-" + place.offset();
    String name = sent.id() != null ? sent.id() : headers.getOrDefault("ce_id", stands);
    screen
        .out()
        .println(
            quiet
                ? name
                : screen.painted("bold", name)
                    + "  %s  partition %d  offset %d"
                        .formatted(place.topic(), place.partition(), place.offset()));
    return name;
  }

  private ProducerRecord<byte[], byte[]> record(String topic, Outgoing each) {
    String name = key != null ? key : each.id();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, name == null ? null : name.getBytes(StandardCharsets.UTF_8), each.value());
    headers.forEach(
        (header, value) -> record.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
