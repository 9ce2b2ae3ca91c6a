package io.taskbridge.sandbox.tour;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends the samples, shows their ways, and judges how they ended. */
public final class Tour implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FRAME_MS = 100;

  /** Time for what should not come any more: a second result, a second dead letter. */
  private static final long SETTLE_MS = 1_000;

  /** Between two samples, so that a person can follow. */
  private static final long PACE_MS = 120;

  private static final int STRANGER_CHARS = 160;
  private static final int STRANGER_TOPIC = 14;

  private final Terminal terminal;
  private final Look look;
  private final View view;
  private final List<Sample> samples = Samples.all();
  private final Board board;
  private final KafkaProducer<String, String> producer;
  private final SampleWorker worker;
  private final Outputs outputs;

  /**
   * Connects to a broker on which the bridge's topics exist.
   *
   * @param bootstrapServers the broker's address
   */
  public Tour(String bootstrapServers) {
    this(bootstrapServers, Terminal.detect());
  }

  Tour(String bootstrapServers, Terminal terminal) {
    this.terminal = terminal;
    this.look = new Look(terminal);
    this.view = terminal.interactive() ? new LiveView(terminal) : new PlainView(terminal);
    this.board = new Board(samples, Tour::nowMs, view::step, this::stranger);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "tour-requests",
                "enable.idempotence", "true"),
            new StringSerializer(),
            new StringSerializer());
    this.worker = new SampleWorker(producer);
    this.outputs =
        new Outputs(
            bootstrapServers, List.of(board, worker, new SampleSteering(producer, samples)));
  }

  /**
   * Runs the samples to their end, or until a minute is over.
   *
   * @return whether all ended as they should
   */
  public boolean run() throws InterruptedException {
    long started = nowMs();
    for (Sample sample : samples) {
      board.sent(sample);
      producer.send(new ProducerRecord<>(Topic.REQUESTS.wire(), sample.id(), sample.value()));
      view.refresh(board, started);
      TimeUnit.MILLISECONDS.sleep(PACE_MS);
    }
    while (!board.isFinished() && nowMs() - started < PATIENCE.toMillis()) {
      view.refresh(board, started);
      TimeUnit.MILLISECONDS.sleep(FRAME_MS);
    }
    view.refresh(board, started);
    TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
    return summarize();
  }

  private boolean summarize() {
    terminal.out().println();
    List<Row> rows = board.rows();
    new Summary(look, terminal.wide()).lines(rows).forEach(terminal.out()::println);
    terminal.out().println();
    List<String> wrong =
        rows.stream()
            .filter(row -> !Summary.verdict(row).isEmpty())
            .map(row -> row.sample().id())
            .toList();
    terminal
        .out()
        .println(
            wrong.isEmpty()
                ? look.good(" All " + rows.size() + " requests ended as they should.")
                : look.bad(
                    " %d of %d requests did not end as they should: %s"
                        .formatted(wrong.size(), rows.size(), String.join(", ", wrong))));
    return wrong.isEmpty();
  }

  /** Shows what became of a request that a person sent. */
  private void stranger(OutputRecord record) {
    String what = looks(record);
    String head = Look.pad(record.topic().wire(), STRANGER_TOPIC);
    int room = terminal.interactive() ? terminal.width() - STRANGER_TOPIC - 2 : STRANGER_CHARS;
    String shown = record.key() + " " + what;
    terminal
        .out()
        .printf(" %s %s%n", look.strong(head), shown.substring(0, Math.min(room, shown.length())));
  }

  private static String looks(OutputRecord record) {
    switch (record.topic()) {
      case STATUS:
        return record.text("status") + "  changed " + record.value().path("changed");
      case TOOL_REQUESTS:
        return record.text("tool") + "  " + record.value().path("input");
      case ACTION_RESULTS:
        return record.text("name")
            + " "
            + record.text("code")
            + "  "
            + record.value().path("output");
      case RESULTS:
        return record.text("status") + "  " + record.value().path("output");
      case DEAD_LETTERS:
        return record.header("dead-letter-code") + "  " + record.header("dead-letter-reason");
      default:
        return record.value().toString();
    }
  }

  private static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public void close() {
    outputs.close();
    worker.close();
    producer.close(Duration.ofSeconds(5));
  }
}
