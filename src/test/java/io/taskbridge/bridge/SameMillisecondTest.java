package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.sandbox.api.RecordedTask;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that share a timestamp, some of which only later answers show. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class SameMillisecondTest extends BridgeTestBase {
  private static final int CALLS = 50;

  /** Jitter makes an interval up to a fifth shorter. */
  private static final double SHORTEST_PAUSE_MS = 0.8 * SandboxResource.POLL_INTERVAL_MS;

  @ParameterizedTest(name = "hold_ms = {0}")
  @ValueSource(ints = {0, 2_000})
  void shouldPublishEachOfThemOnceAndAskWithinBounds(int holdMs) {
    Request request =
        Request.task("same-ms")
            .offers("t")
            .scriptJson("tools", callsInOneMillisecond())
            .script("hold_ms", holdMs)
            .option("artifacts_timeout", "PT0S");

    requests.send(request);

    List<Output> calls = outputs.toolCalls(request, CALLS);
    calls.forEach(call -> requests.reply(call, "answer"));
    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    RecordedTask task = record.task(request);
    List<RecordedTask.Event> events = task.events();
    assertThat(events)
        .extracting(RecordedTask.Event::timestamp)
        .hasSize(CALLS)
        .containsOnly(events.get(0).timestamp());
    assertThat(outputs.find(Outputs.TOOL_REQUESTS, request.id()))
        .extracting(call -> call.text("call_id"))
        .containsExactlyInAnyOrderElementsOf(events.stream().map(RecordedTask.Event::id).toList());
    assertThat(task.replies()).hasSize(CALLS).allMatch(RecordedTask.Reply::accepted);
    assertAskedWithinBounds(task);
  }

  /** A pause after each answer; an answer that may leave events out costs one more question. */
  private void assertAskedWithinBounds(RecordedTask task) {
    List<ApiRecord.Call> questions = record.questions(task);
    long spanMs = questions.get(questions.size() - 1).atMs() - task.receivedMs();
    int withNews = 3;
    assertThat(questions).hasSizeLessThanOrEqualTo((int) (spanMs / SHORTEST_PAUSE_MS) + withNews);
  }

  /** The first half is there at once; the others come to light one by one, each later. */
  private static String callsInOneMillisecond() {
    StringJoiner calls = new StringJoiner(",", "[", "]");
    calls.add("{\"name\":\"t\"}");
    for (int i = 1; i < CALLS; i++) {
      int visibleMs = i < CALLS / 2 ? 0 : 60 * (i - CALLS / 2);
      calls.add(
          visibleMs == 0
              ? "{\"name\":\"t\",\"same_ms\":true}"
              : "{\"name\":\"t\",\"same_ms\":true,\"visible_ms\":" + visibleMs + "}");
    }
    return calls.toString();
  }
}
