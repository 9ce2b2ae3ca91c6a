package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Tasks that end with an answer that the bridge cannot read, however often it asks. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class UnreadableAnswerTest extends BridgeTestBase {
  @Test
  void shouldEndARequestWhoseTaskAnswersTooMuch() throws Exception {
    Output result = end("\"" + "x".repeat(9 << 20) + "\"");

    assertThat(result.at("/error/message").asText()).contains("bridge.api.max-answer-bytes");
  }

  @Test
  void shouldEndARequestWhoseTaskAnswersTooDeep() throws Exception {
    Output result = end("[".repeat(300) + "]".repeat(300));

    assertThat(result.at("/error/message").asText()).contains("200 levels");
  }

  private Output end(String output) throws Exception {
    Request request = Request.task("much").script("run_ms", -1);
    requests.send(request);
    outputs.statuses(request.id(), "running");

    Http.post(
        api.rootUrl() + "/control/task/" + record.task(request).id(),
        "{\"do\":\"finish\",\"status\":\"failed\",\"output\":" + output + "}");

    Output result = outputs.result(request);
    assertThat(result.text("status")).isEqualTo("failed");
    assertThat(result.at("/error/code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(result.at("/output").isNull()).isTrue();
    assertThat(result.at("/credits_used").asInt()).isPositive();
    return result;
  }
}
