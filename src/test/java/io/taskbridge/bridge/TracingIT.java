package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector gets to see of the packaged bridge. */
class TracingIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SENDER = "b7ad6b7169203331";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + SENDER + "-01";
  private static final String WORKERS_TRACE = "11111111111111112222222222222222";
  private static final String NOBODY = "http://127.0.0.1:1";

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
  void shouldTellOfARequestAsOneTrace() {
    try (OtlpReceiver collector = OtlpReceiver.start();
        BridgeProcess bridge = BridgeProcess.start("traced", environment(collector.url()))) {
      bridge.awaitReady();
      Request request = Request.tools("traced", "weather");
      sandbox.requests().send(request, "traceparent", TRACEPARENT);
      Output call = sandbox.outputs().toolCall(request);
      reply(call);
      Output result = sandbox.outputs().result(request);
      Outputs.until("the span of the task", () -> !spans(collector, "task").isEmpty());
      Outputs.until("the span of the call", () -> !spans(collector, "tool call").isEmpty());

      Span read = only(collector, "process request");
      assertThat(hex(read.getParentSpanId())).isEqualTo(SENDER);
      assertThat(collector.spans())
          .extracting(span -> hex(span.getTraceId()))
          .as("one trace")
          .containsOnly(TRACE);
      for (String name : List.of("POST /task", "tool call", "task")) {
        Span span = only(collector, name);
        assertThat(hex(span.getParentSpanId())).as(name).isEqualTo(hex(read.getSpanId()));
        assertThat(span.getStatus().getCode()).isNotEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
      }
      assertThat(only(collector, "tool call").getLinksList())
          .singleElement()
          .satisfies(link -> assertThat(hex(link.getTraceId())).isEqualTo(WORKERS_TRACE));
      assertThat(attribute(only(collector, "task"), "taskbridge.request.id"))
          .isEqualTo(request.id());
      assertThat(attribute(only(collector, "task"), "taskbridge.task.id"))
          .isEqualTo(result.text("task_id"));
      assertThat(collector.services()).containsOnly("task-bridge");
      assertThat(sandbox.record().submissions(request))
          .singleElement()
          .extracting(ApiRecord.Call::traceparent)
          .isEqualTo("00-" + TRACE + "-" + hex(only(collector, "POST /task").getSpanId()) + "-01");
      String carried = "00-" + TRACE + "-" + hex(read.getSpanId()) + "-01";
      assertThat(result.header("traceparent")).isEqualTo(carried);
      assertThat(call.header("traceparent")).isEqualTo(carried);
      assertThat(sandbox.outputs().statuses(request))
          .allSatisfy(status -> assertThat(status.header("traceparent")).isEqualTo(carried));
      bridge.stop();
    }
  }

  @Test
  void shouldSayWhatWentWrongByAWord() {
    try (OtlpReceiver collector = OtlpReceiver.start();
        BridgeProcess bridge =
            BridgeProcess.start("traced-refused", environment(collector.url()))) {
      bridge.awaitReady();
      Request request = Request.task("traced-refused").with("max_steps", 1_000);
      sandbox.requests().send(request, "traceparent", TRACEPARENT);
      sandbox.outputs().result(request);
      Outputs.until("the span of the task", () -> !spans(collector, "task").isEmpty());

      assertThat(attribute(only(collector, "POST /task"), "error.type")).isEqualTo("client_error");
      assertThat(attribute(only(collector, "task"), "error.type")).isEqualTo("API_REJECTED");
      bridge.stop();
    }
  }

  @Test
  void shouldSendNothingWithoutAnAddressAndHandContextsOnAsTheyCame() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    shouldWorkUntraced("untraced", environment);
  }

  @Test
  void shouldSendNothingWhenTracingIsDisabled() {
    try (OtlpReceiver collector = OtlpReceiver.start()) {
      Map<String, String> environment = environment(collector.url());
      environment.put("OTEL_SDK_DISABLED", "true");

      shouldWorkUntraced("tracing-disabled", environment);

      assertThat(collector.everything()).isEmpty();
    }
  }

  @Test
  void shouldWorkOnWhileTheCollectorIsAway() {
    try (BridgeProcess bridge = BridgeProcess.start("collector-away", environment(NOBODY))) {
      bridge.awaitReady();
      for (int i = 0; i < 20; i++) {
        Request request = Request.task("collector-away");
        sandbox.requests().send(request);
        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
      }
      assertThat(bridge.loudLines()).hasSizeLessThan(10);
      bridge.stop();
    }
  }

  private void shouldWorkUntraced(String name, Map<String, String> environment) {
    try (BridgeProcess bridge = BridgeProcess.start(name, environment)) {
      bridge.awaitReady();
      Request request = Request.task(name);
      sandbox.requests().send(request, "traceparent", TRACEPARENT);
      assertThat(sandbox.outputs().result(request).header("traceparent")).isEqualTo(TRACEPARENT);
      assertThat(sandbox.record().submissions(request))
          .singleElement()
          .extracting(ApiRecord.Call::traceparent)
          .isEqualTo(TRACEPARENT);
      bridge.stop();
      assertThat(bridge.loudLines()).isEmpty();
      assertThat(bridge.lines()).noneMatch(line -> line.contains("opentelemetry"));
    }
  }

  private void reply(Output call) {
    byte[] value =
        Json.object()
            .put("correlation_id", call.text("correlation_id"))
            .put("output", "sunny")
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    sandbox
        .requests()
        .send(
            Requests.TOOL_REPLIES,
            call.replyPartition(),
            call.key(),
            value,
            "traceparent",
            "00-" + WORKERS_TRACE + "-" + SENDER + "-01");
  }

  private Map<String, String> environment(String collector) {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "100");
    return environment;
  }

  private static Span only(OtlpReceiver collector, String name) {
    List<Span> found = spans(collector, name);
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private static List<Span> spans(OtlpReceiver collector, String name) {
    return collector.spans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  private static String attribute(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(name))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse(null);
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
