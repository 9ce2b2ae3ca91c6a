package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.sandbox.api.RecordedTask;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that share a timestamp, most of which only later answers show. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class SameMillisecondTest extends BridgeTestBase {
  private static final int CALLS = 300;
  private static final int AT_ONCE = 60;
  private static final int BURSTS = 16;
  private static final int BURST = (CALLS - AT_ONCE) / BURSTS;
  private static final int BETWEEN_BURSTS_MS = 150;

  /** Jitter makes an interval up to a fifth shorter. */
  private static final double SHORTEST_PAUSE_MS = 0.8 * SandboxResource.POLL_INTERVAL_MS;

  @ParameterizedTest(name = "hold_ms = {0}")
  @ValueSource(ints = {0, 400})
  void shouldPublishEachOfThemOnceAndAskWithinBounds(int holdMs) {
    Request request =
        Request.task("same-ms")
            .offers("t")
            .scriptJson("tools", callsInOneMillisecond())
            .script("hold_ms", holdMs)
            .option("artifacts_timeout", "PT0S");

    requests.send(request);

    List<Output> calls = outputs.toolCalls(request, CALLS);
    int askedUntilAllWereThere = record.questions(record.task(request)).size();
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
    assertThat(askedUntilAllWereThere).as("polls over which they came").isGreaterThan(5);
    assertAskedWithinBounds(task);
  }

  /** A pause after each answer, but for one that brought something: then once more at once. */
  private void assertAskedWithinBounds(RecordedTask task) {
    List<ApiRecord.Call> questions = record.questions(task);
    long spanMs = questions.get(questions.size() - 1).atMs() - task.receivedMs();
    int atOnce = 1 + BURSTS;
    int withStatusAndEnd = 3;
    assertThat(questions)
        .hasSizeLessThanOrEqualTo((int) (spanMs / SHORTEST_PAUSE_MS) + atOnce + withStatusAndEnd);
  }

  /** Some are there at once; the others come to light burst by burst, each later. */
  private static String callsInOneMillisecond() {
    StringJoiner calls = new StringJoiner(",", "[", "]");
    calls.add("{\"name\":\"t\",\"times\":" + AT_ONCE + "}");
    for (int i = 1; i <= BURSTS; i++) {
      calls.add(
          "{\"name\":\"t\",\"same_ms\":true,\"visible_ms\":%d,\"times\":%d}"
              .formatted(BETWEEN_BURSTS_MS * i, BURST));
    }
    return calls.toString();
  }
}
