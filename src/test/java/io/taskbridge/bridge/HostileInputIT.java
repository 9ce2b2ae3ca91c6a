package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents and answers that are made to break whoever reads them, and a process of 256 MB. */
class HostileInputIT {
  /** What outputs carry, whatever came in: the list of CONTRACT.md. */
  private static final List<String> ALLOWED =
      List.of(
          "ce_specversion",
          "ce_id",
          "ce_type",
          "ce_source",
          "ce_subject",
          "ce_time",
          "content-type",
          "traceparent");

  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private Sandbox sandbox;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void shouldSetAsideWhatIsBeyondALimitAndGoOn() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("BRIDGE_LIMITS_VALUE_BYTES", "6000000");
    Map<String, String> hostile = new LinkedHashMap<>();
    hostile.put("{\"a\":" + "[".repeat(250) + "]".repeat(250) + "}", "at most 200 levels");
    hostile.put("[".repeat(3_000_000), "at most 200 levels");
    hostile.put("{\"task\":\"x\",\"n\":1" + "0".repeat(1_500) + "}", "1000 digits");
    hostile.put("{\"task\":\"x\",\"n\":1e99999999999}", "exponent");
    hostile.put("{\"task\":\"x\",\"" + "n".repeat(60_000) + "\":1}", "50000 characters");
    hostile.put("{\"task\":\"" + "x".repeat(6_500_000) + "\"}", "bridge.limits.value-bytes");
    try (BridgeProcess bridge = BridgeProcess.start("hostile-records", environment)) {
      bridge.awaitReady();
      Map<Sent, String> sent = new LinkedHashMap<>();
      hostile.forEach(
          (value, why) ->
              sent.put(
                  sandbox
                      .requests()
                      .send(
                          Requests.TASK_REQUESTS, 0, null, value.getBytes(StandardCharsets.UTF_8)),
                  why));
      Request next = Request.task("next");
      sandbox.requests().send(next, 0);

      assertThat(sandbox.outputs().result(next).text("status")).isEqualTo("done");
      sent.forEach(
          (record, why) -> {
            Output letter = sandbox.outputs().deadLetter(record);
            assertThat(letter.deadLetterCode()).isIn("INVALID_JSON", "TOO_LARGE");
            assertThat(letter.deadLetterReason()).contains(why).hasSizeLessThan(500);
            assertThat(letter.record().value()).isEqualTo(record.record().value());
          });
      bridge.stop();
      assertThat(bridge.loudLines()).isEmpty();
    }
  }

  @Test
  void shouldNotReadAnAnswerOfTheApiThatWouldFillItsMemory() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("BRIDGE_API_REQUEST_TIMEOUT", "PT10S");
    environment.put("BRIDGE_SUBMIT_LEASE", "PT1S");
    environment.put("BRIDGE_API_CONNECT_TIMEOUT", "PT1S");
    try (BridgeProcess bridge = BridgeProcess.start("hostile-answers", environment)) {
      bridge.awaitReady();
      // More than the process has, each.
      sandbox
          .api()
          .addFaults(
              "[{\"op\":\"submit\",\"kind\":\"huge\",\"mb\":400,\"count\":2},"
                  + "{\"op\":\"get\",\"kind\":\"huge\",\"mb\":400,\"count\":4},"
                  + "{\"op\":\"list\",\"kind\":\"huge\",\"mb\":400,\"count\":4}]");
      List<Request> sent = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Request request = Request.task("hostile-answer");
        sandbox.requests().send(request);
        sent.add(request);
      }

      for (Request request : sent) {
        assertThat(sandbox.outputs().result(request).text("status")).isIn("done", "ambiguous");
        assertThat(sandbox.record().tasks(request)).hasSize(1);
      }
      assertThat(bridge.isRunning()).isTrue();
      assertThat(bridge.lines()).noneMatch(line -> line.contains("OutOfMemory"));
      bridge.stop();
    }
  }

  @Test
  void shouldHandOnNoHeaderThatIsNotOnTheList() {
    try (BridgeProcess bridge = BridgeProcess.start("hostile-headers", sandbox.environment())) {
      bridge.awaitReady();
      String[] headers = {
        "traceparent", TRACEPARENT,
        "tracestate", "vendor=state",
        "baggage", "user=42",
        "authorization", "Bearer of-the-sender",
        "apikey", "of-the-sender",
        "REPLY_TOPIC", "another-topic",
        "dead-letter-code", "INVALID_JSON",
        "x-origin", "a"
      };
      Request request = Request.tools("headers", "weather");
      sandbox.requests().send(request, headers);
      Output call = sandbox.outputs().toolCall(request);
      sandbox.requests().reply(call, "sunny");
      Output result = sandbox.outputs().result(request);
      Sent broken =
          sandbox
              .requests()
              .send(
                  Requests.TASK_REQUESTS,
                  0,
                  null,
                  "{".getBytes(StandardCharsets.UTF_8),
                  "traceparent",
                  TRACEPARENT,
                  "authorization",
                  "Bearer of-the-sender",
                  "x-origin",
                  null);

      List<Output> outputs = new ArrayList<>(sandbox.outputs().statuses(request));
      outputs.add(result);
      outputs.forEach(output -> assertThat(names(output)).isSubsetOf(ALLOWED));
      List<String> ofACall = new ArrayList<>(ALLOWED);
      ofACall.addAll(List.of("REPLY_TOPIC", "REPLY_PARTITION", "REPLY_CORRELATION_ID"));
      assertThat(names(call)).isSubsetOf(ofACall).doesNotHaveDuplicates();
      assertThat(call.header("REPLY_TOPIC")).isEqualTo("tool-replies");
      assertThat(result.header("traceparent")).isEqualTo(TRACEPARENT);
      assertThat(sandbox.record().calls().toString()).doesNotContain("of-the-sender");
      // A dead letter is the record as it came: with all that it had, in its order.
      assertThat(sandbox.outputs().deadLetter(broken).sendersHeaders())
          .containsExactlyElementsOf(broken.headers());
      bridge.stop();
    }
  }

  private static List<String> names(Output output) {
    List<String> names = new ArrayList<>();
    output.record().headers().forEach(header -> names.add(header.key()));
    return names;
  }
}
