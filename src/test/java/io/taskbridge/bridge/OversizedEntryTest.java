package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger topic takes less than the bridge was told when it started. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class OversizedEntryTest extends BridgeTestBase {
  private static final int LIMIT = 8_000;
  private static final int AS_MADE = 8_388_608;
  private static final String LEDGER = "bridge-ledger";

  @AfterEach
  void lift() throws Exception {
    MessageBytes.limit(sandbox, LEDGER, AS_MADE);
  }

  @Test
  void shouldRejectARequestWhoseEntryTheLedgerDoesNotTakeAndGoOn() throws Exception {
    // given
    double before = Metrics.value("bridge_transactions_failed_total{failure=\"too_large\"}");
    MessageBytes.limit(sandbox, LEDGER, LIMIT);
    Request large = Request.task("large-key").key("k".repeat(2 * LIMIT));
    List<Request> others = IntStream.range(0, 20).mapToObj(i -> Request.task("beside")).toList();

    // when
    Sent sent = requests.send(large);
    others.forEach(requests::send);

    // then
    Output result = outputs.result(large);
    assertThat(result.text("status")).isEqualTo("rejected");
    assertThat(result.at("/error/code").asText()).isEqualTo("TOO_LARGE");
    assertThat(outputs.deadLetter(sent).record().value()).isEqualTo(sent.record().value());
    assertThat(others)
        .allSatisfy(other -> assertThat(outputs.result(other).text("status")).isEqualTo("done"));
    assertThat(Metrics.value("bridge_transactions_failed_total{failure=\"too_large\"}") - before)
        .isEqualTo(1);

    // when everybody knows by now
    Request next = Request.task("large-key-too").key("l".repeat(2 * LIMIT));
    requests.send(next);

    // then
    assertThat(outputs.result(next).at("/error/code").asText()).isEqualTo("TOO_LARGE");
    assertThat(Metrics.value("bridge_transactions_failed_total{failure=\"too_large\"}") - before)
        .isEqualTo(1);
  }
}
