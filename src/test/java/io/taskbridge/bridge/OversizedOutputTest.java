package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic that takes less than the bridge was told when it started. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class OversizedOutputTest extends BridgeTestBase {
  private static final int LIMIT = 20_000;
  private static final int AS_MADE = 8_388_608;

  @AfterEach
  void lift() throws Exception {
    MessageBytes.limit(sandbox, Outputs.RESULTS, AS_MADE);
  }

  @Test
  void shouldFailOneOutputAndNotThoseWrittenWithIt() throws Exception {
    double before = Metrics.value("bridge_transactions_failed_total{failure=\"too_large\"}");
    MessageBytes.limit(sandbox, Outputs.RESULTS, LIMIT);
    Request large = Request.task("large").script("run_ms", -1);
    List<Request> others =
        IntStream.range(0, 9).mapToObj(i -> Request.task("beside").script("run_ms", -1)).toList();
    requests.send(large);
    others.forEach(requests::send);
    outputs.statuses(large.id(), "running");
    others.forEach(other -> outputs.statuses(other.id(), "running"));

    finish(large, "x".repeat(2 * LIMIT));
    others.forEach(other -> finish(other, "fits"));

    Output result = outputs.result(large);
    assertThat(result.text("status")).isEqualTo("done");
    assertThat(result.at("/error/code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(result.at("/output").isNull()).isTrue();
    assertThat(others)
        .allSatisfy(other -> assertThat(outputs.result(other).text("output")).isEqualTo("fits"));
    assertThat(Metrics.value("bridge_transactions_failed_total{failure=\"lost\"}")).isZero();

    // when everybody knows by now
    Request next = Request.task("large-too").script("run_ms", -1);
    requests.send(next);
    outputs.statuses(next.id(), "running");
    finish(next, "x".repeat(2 * LIMIT));
    assertThat(outputs.result(next).at("/error/code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(Metrics.value("bridge_transactions_failed_total{failure=\"too_large\"}") - before)
        .isEqualTo(1);
  }

  private void finish(Request request, String output) {
    Http.post(
        api.rootUrl() + "/control/task/" + record.task(request).id(),
        Json.object().put("do", "finish").put("status", "done").put("output", output).toString());
  }
}
