package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SandboxResource.class)
class DuplicateRequestTest extends BridgeTestBase {

  @Test
  void shouldDropTheSameRequestWhileItRunsAndAfterItsEnd() {
    Request request = Request.task("again").script("run_ms", 500);
    double dropped = Metrics.value("bridge_requests_duplicate_total");

    requests.send(request);
    Sent second = requests.send(request);
    outputs.result(request);
    Sent third = requests.send(request);
    flowsOn(third);

    assertThat(record.submissions(request)).hasSize(1);
    assertThat(outputs.find(Outputs.RESULTS, request.id())).hasSize(1);
    assertThat(outputs.deadLetters(second)).isEmpty();
    assertThat(outputs.deadLetters(third)).isEmpty();
    assertThat(Metrics.value("bridge_requests_duplicate_total")).isEqualTo(dropped + 2);
  }

  @Test
  void shouldKnowTheSameContentInAnotherOrder() {
    Request request = Request.task("order").with("max_steps", 8).with("url", "https://a.example");
    Request reordered = Request.task("order").key(request.key());
    byte[] other =
        new String(request.value(), StandardCharsets.UTF_8)
            .replace("\"max_steps\":8,", "")
            .replaceFirst("\\{", "{\"max_steps\": 8, ")
            .getBytes(StandardCharsets.UTF_8);

    requests.send(request);
    Sent second = requests.send(Requests.TASK_REQUESTS, null, reordered.keyBytes(), other);
    flowsOn(second);
    outputs.result(request);

    assertThat(record.submissions(request)).hasSize(1);
    assertThat(outputs.deadLetters(second)).isEmpty();
  }

  @Test
  void shouldSetAsideOtherContentUnderTheSameId() {
    Request first = Request.task("conflict");
    Request other = Request.task("conflict").key(first.key()).option("request_id", first.id());

    requests.send(first);
    outputs.result(first);
    Sent sent = requests.send(other);

    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo("DUPLICATE_REQUEST_ID");
    assertThat(letter.deadLetterReason()).contains(first.id());
    assertThat(letter.record().value()).isEqualTo(other.value());
    flowsOn(sent);
    assertThat(record.submissions(other)).isEmpty();
    assertThat(outputs.find(Outputs.RESULTS, first.id())).hasSize(1);
  }

  @Test
  void shouldNotTouchTheResultOfTheFirstWhenASecondOfItsIdIsInvalid() {
    Request first = Request.task("invalid-second");
    Request invalid =
        Request.task("invalid").key(first.key()).option("request_id", first.id()).with("task", 1);

    requests.send(first);
    outputs.result(first);
    Sent sent = requests.send(invalid);

    assertThat(outputs.deadLetter(sent).deadLetterCode()).isEqualTo("INVALID_REQUEST");
    flowsOn(sent);
    assertThat(outputs.find(Outputs.RESULTS, first.id())).hasSize(1);
  }
}
