package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Large requests pile up at one replica while the account has no credits: several times what its
 * heap could hold. Then there are credits, and all of them go through.
 */
final class FloodRun {
  /** Of the replica, MiB, as {@link Replica} starts it. */
  static final int HEAP_MIB = 256;

  private static final int ATTACHMENT_BYTES = 300_000;

  /** The bound on the backlog of each partition, so that all of them fit into the heap. */
  private static final long BACKLOG_BYTES = 4L << 20;

  private static final Duration NOTHING_MORE = Duration.ofSeconds(10);

  private FloodRun() {}

  /**
   * What was seen.
   *
   * @param requests sent
   * @param floodMib what they weigh in the topic
   * @param mostWaiting requests in memory while nothing could be submitted
   * @param piledRssMib resident memory while they were piled up
   * @param mostRssMib resident memory at any time
   */
  record Evidence(
      int requests,
      long floodMib,
      int mostWaiting,
      double piledRssMib,
      double mostRssMib,
      Duration drained,
      List<Finding> findings) {}

  static Evidence run(int requests) throws Exception {
    Map<String, String> settings =
        Map.of(
            "BRIDGE_API_REQUEST_TIMEOUT",
            "PT10S",
            "BRIDGE_LIMITS_BACKLOG_BYTES",
            Long.toString(BACKLOG_BYTES));
    Random random = new Random(7);
    byte[] bytes = new byte[ATTACHMENT_BYTES];
    long sentBytes = 0;
    try (FlowStage stage = FlowStage.start("flood", 1, settings, output -> {})) {
      stage.api().settings("{\"credits\": 0}");
      double[] rss = {0};
      for (int number = 0; number < requests; number++) {
        random.nextBytes(bytes);
        String content = Base64.getEncoder().encodeToString(bytes);
        sentBytes += content.length();
        stage.send(
            "flood-" + number, SentRequest.Kind.PLAIN, quick(), value -> attach(value, content));
        rss[0] = Math.max(rss[0], stage.mostRssMib());
      }
      int[] waiting = {0};
      // Long enough for everything to be read that the bridge is willing to read.
      Waiting.atMost(
          NOTHING_MORE,
          () -> {
            waiting[0] = Math.max(waiting[0], (int) stage.gauge(0, "bridge_backlog"));
            rss[0] = Math.max(rss[0], stage.mostRssMib());
            return false;
          });
      double piled = rss[0];
      stage.api().settings("{\"credits\": null}");
      long began = System.nanoTime();
      Waiting.until(
          "a result of each request",
          () -> {
            rss[0] = Math.max(rss[0], stage.mostRssMib());
            return stage.reader().ended() >= requests;
          });
      Duration drained = Duration.ofNanos(System.nanoTime() - began);
      return new Evidence(
          requests, sentBytes >> 20, waiting[0], piled, rss[0], drained, stage.judge());
    }
  }

  private static ObjectNode quick() {
    return FlowStage.script().put("sandbox.wait_ms", 0).put("sandbox.run_ms", 200);
  }

  private static void attach(ObjectNode value, String content) {
    value
        .withObject("/bridge")
        .putArray("attachments")
        .addObject()
        .put("name", "invoices.csv")
        .put("content_base64", content);
  }
}
