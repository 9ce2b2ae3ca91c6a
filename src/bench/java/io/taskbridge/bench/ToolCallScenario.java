package io.taskbridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Tool calls with an API that holds questions open: from the event at the API to the record that a
 * worker reads, and from the worker's reply to the API. All on one clock.
 */
final class ToolCallScenario implements Scenario {
  /** The call comes a while after the task began to run, when a question is held for it. */
  private static final String CALLING =
      """
      {"wait_ms": 0, "run_ms": 50, "hold_ms": 20000, "recording_ms": 0, "downloads_ms": 0, \
      "tools": [{"name": "weather", "after_ms": 2000}]}\
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(200);
  private static final int PAGE = 1_000;

  /** So many tasks run at once: a task lives a little longer than two seconds. */
  private static final int PER_SECOND = 25;

  /** Tells from when a reply is due at the latest when the bridge has seen the call. */
  private static final Duration TOOL_TIMEOUT = Duration.ofMinutes(5);

  private final ObjectMapper mapper = new ObjectMapper();
  private final Histogram toWorker = Figures.histogram();
  private final Histogram toBridge = Figures.histogram();
  private final Histogram toTransaction = Figures.histogram();
  private final Histogram throughKafka = Figures.histogram();
  private final Histogram toApi = Figures.histogram();
  private final ConcurrentMap<String, Long> repliedAtMs = new ConcurrentHashMap<>();
  private final AtomicInteger results = new AtomicInteger();

  @Override
  public void run(BenchOptions options, Consumer<Figures> report) throws Exception {
    int calls = options.toolCalls();
    try (Stage stage = new Stage(options, "tools", CALLING);
        Bridge bridge = stage.startBridge(Map.of("BRIDGE_TOOL_TIMEOUT", TOOL_TIMEOUT.toString()))) {
      bridge.awaitReady();
      try (RequestWriter writer = new RequestWriter(stage.bootstrapServers());
          OutputReader reader =
              new OutputReader(
                  stage.bootstrapServers(),
                  List.of("tool-requests", "task-results"),
                  (key, record, readAt) -> read(writer, key, record))) {
        send(writer, "warm-", calls / 5);
        Await.until("the warm-up", PATIENCE, () -> results.get() >= calls / 5);
        List.of(toWorker, toBridge, toTransaction, throughKafka).forEach(Histogram::reset);
        Watched watched = new Watched(stage, bridge);
        send(writer, "call-", calls);
        Await.until(calls + " results", PATIENCE, () -> results.get() >= calls + calls / 5);
        Figures figures =
            new Figures("tool calls")
                .put("calls", calls)
                .put("tasks_per_s_sent", PER_SECOND)
                .put("event_to_worker", toWorker)
                .put("of_it_to_bridge", toBridge)
                .put("of_it_to_transaction", toTransaction)
                .put("of_it_through_kafka", throughKafka);
        double seconds = watched.putInto(figures);
        readReplies(stage.api());
        report.accept(figures.put("reply_to_api", toApi).put("seconds", seconds));
      }
    }
  }

  private static void send(RequestWriter writer, String prefix, int tasks) {
    long began = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      long due = began + i * (1_000_000_000L / PER_SECOND);
      Await.pause(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      writer.taskWithTool(prefix + i);
    }
  }

  private void read(RequestWriter writer, String key, ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals("task-results")) {
      results.incrementAndGet();
      return;
    }
    JsonNode call = json(record.value());
    long now = System.currentTimeMillis();
    long calledAt = Instant.parse(call.path("called_at").asText()).toEpochMilli();
    long seenAt = Instant.parse(call.path("reply_by").asText()).minus(TOOL_TIMEOUT).toEpochMilli();
    took(toWorker, calledAt, now);
    took(toBridge, calledAt, seenAt);
    took(toTransaction, seenAt, record.timestamp());
    took(throughKafka, record.timestamp(), now);
    if (key.startsWith("call-")) {
      repliedAtMs.put(call.path("call_id").asText(), now);
    }
    String correlationId = call.path("correlation_id").asText();
    writer.reply(correlationId, Integer.parseInt(correlationId.split(":")[0]));
  }

  private static void took(Histogram histogram, long fromMs, long toMs) {
    histogram.recordValue(Math.max(0, toMs - fromMs) * 1_000);
  }

  /** When the API got each reply, by its own record. */
  private void readReplies(ApiRemote api) {
    for (Long after = 0L; after != null; ) {
      JsonNode page = api.tasks(after, PAGE);
      for (JsonNode task : page.path("tasks")) {
        for (JsonNode reply : task.path("replies")) {
          Long sent = repliedAtMs.get(reply.path("id").asText());
          if (sent != null) {
            toApi.recordValue(Math.max(0, reply.path("at_ms").asLong() - sent) * 1_000);
          }
        }
      }
      after = page.path("next").isNumber() ? page.path("next").asLong() : null;
    }
  }

  private JsonNode json(byte[] value) {
    try {
      return mapper.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
