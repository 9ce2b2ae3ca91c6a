package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.bridge.Judge.Case;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestartIT {
  private static final int REQUESTS = 200;
  private static final int STRANGERS = 1_000;

  private final Set<String> answered = new HashSet<>();

  @Test
  void shouldGoOnAfterAStopInTheMiddleAsIfThereHadBeenNone() {
    try (Sandbox sandbox = Sandbox.start()) {
      List<Case> cases;
      try (BridgeProcess first = BridgeProcess.start("restart-1", sandbox.environment())) {
        first.awaitReady();
        cases = send(sandbox);
        awaitResults(sandbox, REQUESTS / 3);
        first.stop();
        assertThat(first.loudLines()).isEmpty();
      }
      assertThat(sandbox.outputs().find(Outputs.RESULTS)).hasSizeLessThan(REQUESTS);

      try (BridgeProcess second = BridgeProcess.start("restart-2", sandbox.environment())) {
        second.awaitReady();
        awaitResults(sandbox, REQUESTS);
        awaitRecordings(sandbox, cases);
        second.stop();
        assertThat(second.loudLines()).isEmpty();
      }

      assertThat(Judge.findings(cases, sandbox)).isEmpty();
    }
  }

  /** The API took the reply, and the bridge is asked to end before it hears of it. */
  @Test
  void shouldNotTakeAReplyForLateThatWasOnItsWayAtTheStop() {
    try (Sandbox sandbox = Sandbox.start()) {
      Request request =
          Request.tools("tool", "weather")
              .script("run_ms", 8_000)
              .scriptJson(
                  "faults",
                  "[{\"op\":\"event\",\"kind\":\"slow\",\"when\":\"after\",\"ms\":2000}]");
      Sent reply;
      try (BridgeProcess first = BridgeProcess.start("reply-1", sandbox.environment())) {
        first.awaitReady();
        sandbox.requests().send(request);
        reply = sandbox.requests().reply(sandbox.outputs().toolCall(request), "sunny");
        Outputs.until("the reply", () -> !sandbox.record().task(request).replies().isEmpty());
        first.stop();
      }

      try (BridgeProcess second = BridgeProcess.start("reply-2", sandbox.environment())) {
        second.awaitReady();
        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
        second.stop();
      }

      assertThat(sandbox.record().task(request).replies()).hasSize(1);
      assertThat(sandbox.outputs().deadLetters(reply)).isEmpty();
    }
  }

  /** It was sent in time, to a partition that is not its own, and is read when it is too late. */
  @Test
  void shouldDeliverAReplyThatCameInTimeWhileThereWasNoBridge() {
    try (Sandbox sandbox = Sandbox.start()) {
      Request request = Request.tools("tool", "weather").option("tool_timeout", "PT5S");
      Output call;
      try (BridgeProcess first = BridgeProcess.start("late-1", sandbox.environment())) {
        first.awaitReady();
        sandbox.requests().send(request);
        // It is killed afterwards.
        call = sandbox.outputs().toolCall(request);
      }
      sandbox.requests().reply(call, 200, "sunny", (call.replyPartition() + 1) % 3);
      Instant replyBy = Instant.parse(call.text("reply_by"));
      Outputs.until("the end of the call's time", () -> Instant.now().isAfter(replyBy));

      try (BridgeProcess second = BridgeProcess.start("late-2", sandbox.environment())) {
        second.awaitReady();
        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
        second.stop();
      }

      assertThat(sandbox.record().task(request).replies())
          .singleElement()
          .satisfies(reply -> assertThat(reply.toString()).contains("sunny"));
    }
  }

  /** The intake reads a few at a time, so that the call is overdue for long before its turn. */
  @Test
  void shouldDeliverAReplyBehindManyOthersThatAreReadSlowly() {
    try (Sandbox sandbox = Sandbox.start()) {
      Request request = Request.tools("tool", "weather").option("tool_timeout", "PT5S");
      Output call;
      try (BridgeProcess first = BridgeProcess.start("many-1", sandbox.environment())) {
        first.awaitReady();
        sandbox.requests().send(request);
        // It is killed afterwards.
        call = sandbox.outputs().toolCall(request);
      }
      byte[] stranger =
          Json.object()
              .put("correlation_id", call.replyPartition() + ":1:nobody")
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < STRANGERS; i++) {
        sandbox.requests().send(Requests.TOOL_REPLIES, call.replyPartition(), call.key(), stranger);
      }
      Sent reply = sandbox.requests().reply(call, "sunny");
      Instant replyBy = Instant.parse(call.text("reply_by"));
      Outputs.until("the end of the call's time", () -> Instant.now().isAfter(replyBy));

      Map<String, String> slow = new HashMap<>(sandbox.environment());
      slow.put("MP_MESSAGING_INCOMING_INTAKE_MAX_POLL_RECORDS", "1");
      try (BridgeProcess second = BridgeProcess.start("many-2", slow)) {
        second.awaitReady();
        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
        second.stop();
      }

      assertThat(sandbox.record().task(request).replies())
          .singleElement()
          .satisfies(each -> assertThat(each.toString()).contains("sunny"));
      assertThat(sandbox.outputs().deadLetters(reply)).isEmpty();
      assertThat(sandbox.outputs().find(Outputs.DEAD_LETTERS)).hasSize(STRANGERS);
    }
  }

  /** The schema is kept with the request, and judges what comes after the restart. */
  @Test
  void shouldJudgeAnOutputByTheSchemaOfARequestFromBeforeTheRestart() {
    try (Sandbox sandbox = Sandbox.start()) {
      Map<String, Object> price = Map.of("type", "object", "required", List.of("price"));
      Request fits = slow("fits", price, "{\"price\":1}");
      Request not = slow("does-not-fit", price, "{\"cost\":1}");
      try (BridgeProcess first = BridgeProcess.start("schema-1", sandbox.environment())) {
        first.awaitReady();
        for (Request request : List.of(fits, not)) {
          sandbox.requests().send(request);
          Outputs.until(
              request.id() + " running",
              () ->
                  sandbox.outputs().find(Outputs.STATUS, request.id()).stream()
                      .anyMatch(status -> "running".equals(status.text("status"))));
        }
        first.stop();
      }
      assertThat(sandbox.outputs().find(Outputs.RESULTS)).isEmpty();

      try (BridgeProcess second = BridgeProcess.start("schema-2", sandbox.environment())) {
        second.awaitReady();
        Output good = sandbox.outputs().result(fits);
        Output bad = sandbox.outputs().result(not);
        second.stop();

        assertThat(good.at("/output_valid").asText()).isEqualTo("true");
        assertThat(bad.at("/output_valid").asText()).isEqualTo("false");
        assertThat(bad.at("/output_errors/0").asText()).contains("price");
      }
    }
  }

  private static Request slow(String name, Map<String, Object> schema, String output) {
    return Request.task(name)
        .with("response_model", schema)
        .script("run_ms", 20_000)
        .scriptJson("output", output);
  }

  private List<Case> send(Sandbox sandbox) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      Request request;
      switch (i % 5) {
        case 0 -> {
          // The API has a reply before it says so: some are in between at the stop.
          request =
              Request.tools("tool", "weather")
                  .scriptJson(
                      "faults",
                      "[{\"op\":\"event\",\"kind\":\"slow\",\"when\":\"after\",\"ms\":400}]");
          cases.add(send(sandbox, request, "done", 1));
        }
        case 1 -> {
          request = Request.task("failing").script("status", "failed");
          cases.add(send(sandbox, request, "failed", 0));
        }
        case 2 -> {
          request = Request.task("invalid").with("max_steps", 1_000);
          cases.add(send(sandbox, request, "rejected", 0));
        }
        default -> {
          request = Request.task("plain").script("run_ms", 20 * i).script("recording_ms", 500);
          cases.add(send(sandbox, request, "done", 0));
        }
      }
    }
    return cases;
  }

  private static Case send(Sandbox sandbox, Request request, String status, int calls) {
    return new Case(request, sandbox.requests().send(request), status, calls);
  }

  /** Works on tool calls meanwhile. */
  private void awaitResults(Sandbox sandbox, int count) {
    Outputs.until(
        count + " results",
        () -> {
          for (Output call : sandbox.outputs().find(Outputs.TOOL_REQUESTS)) {
            if (answered.add(call.text("correlation_id"))) {
              sandbox.requests().reply(call, "sunny");
            }
          }
          return sandbox.outputs().find(Outputs.RESULTS).size() >= count;
        });
  }

  private static void awaitRecordings(Sandbox sandbox, List<Case> cases) {
    Outputs.until(
        "the late links",
        () ->
            cases.stream()
                .filter(each -> !each.rejected())
                .allMatch(
                    each ->
                        sandbox.outputs().find(Outputs.STATUS, each.request().id()).stream()
                            .anyMatch(status -> status.text("recording_url") != null)));
  }
}
