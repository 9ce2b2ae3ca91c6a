package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(SandboxResource.class)
class RefusedRequestTest extends BridgeTestBase {

  @ParameterizedTest
  @CsvSource({
    "400, 400, API_REJECTED",
    "404, 404, API_REJECTED",
    "422, 422, API_REJECTED",
    "premium, 403, API_FORBIDDEN"
  })
  void shouldRejectWhatTheApiRefuses(String refusal, int httpStatus, String code) {
    Request request = Request.task("refused-" + refusal).script("refuse", refusal);

    Sent sent = requests.send(request, "x-second", "b", "x-first", "", "x-second", "a");

    Output result = outputs.result(request);
    assertThat(result.text("status")).isEqualTo("rejected");
    assertThat(result.at("/task_id").isNull()).isTrue();
    assertThat(result.at("/error/code").asText()).isEqualTo(code);
    assertThat(result.at("/error/http_status").asInt()).isEqualTo(httpStatus);
    assertThat(result.at("/error/message").asText()).isNotBlank();
    assertThat(result.at("/error/detail").isNull()).isFalse();
    Output letter = outputs.deadLetter(sent);
    assertThat(letter.deadLetterCode()).isEqualTo(code);
    assertThat(letter.deadLetterReason()).isEqualTo(result.at("/error/message").asText());
    assertIsAsItWas(letter, sent);
    assertThat(letter.sendersHeaders())
        .containsExactly("x-second='b'", "x-first=''", "x-second='a'");
    assertThat(record.submissions(request)).hasSize(1);
    flowsOn(sent);
  }

  @Test
  void shouldHandOnWhatTheApiFindsWrong() {
    Request request = Request.task("steps").with("max_steps", 1_000);

    requests.send(request);

    Output result = outputs.result(request);
    assertThat(result.at("/error/detail/0/loc/1").asText()).isEqualTo("max_steps");
    assertThat(result.at("/error/message").asText()).contains("body.max_steps: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "with \"quotes\" and \\backslashes\\",
        "two\nlines\tand a tab",
        "schlüssel ☂ \uD83D\uDD11",
        "2",
        "\"",
        ","
      })
  void shouldMaskASecretThatTheApiQuotes(String secret) {
    Request request =
        Request.task("secret")
            .with("proxy_password", secret)
            .script("refuse", "422")
            .script(
                "refuse_detail",
                new Object[] {
                  Map.of("loc", new String[] {"body", "x"}, "msg", "bad", "input", secret, "ge", 2)
                });

    Sent sent = requests.send(request);

    Output result = outputs.result(request);
    assertThat(result.at("/error/code").asText()).isEqualTo("API_REJECTED");
    assertThat(result.at("/error/detail/0/input").asText()).isEqualTo("***");
    assertThat(result.at("/error/detail/0/loc/0").asText()).isEqualTo("body");
    assertIsAsItWas(outputs.deadLetter(sent), sent);
    flowsOn(sent);
  }

  @Test
  void shouldMaskASecretOfTheWrongTypeToo() {
    Request nested =
        Request.task("nested-secret").with("proxy_password", Map.of("value", "hunter2-nested"));
    Request number = Request.task("number-secret").with("proxy_password", 4_711_471_147L);

    requests.send(nested);
    requests.send(number);

    assertThat(outputs.result(nested).at("/error/detail/0/loc/1").asText())
        .isEqualTo("proxy_password");
    assertThat(outputs.result(nested).value().toString()).doesNotContain("hunter2-nested");
    assertThat(outputs.result(number).at("/error/detail/0/loc/1").asText())
        .isEqualTo("proxy_password");
    assertThat(outputs.result(number).value().toString()).doesNotContain("4711471147");
  }

  private static void assertIsAsItWas(Output letter, Sent sent) {
    assertThat(letter.key()).isEqualTo(sent.record().key());
    assertThat(letter.record().value()).isEqualTo(sent.record().value());
    assertThat(letter.sendersHeaders()).isEqualTo(sent.headers());
  }
}
