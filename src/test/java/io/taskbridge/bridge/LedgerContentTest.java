package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SandboxResource.class)
class LedgerContentTest extends BridgeTestBase {
  private static final String LEDGER = "bridge-ledger";
  private static final String MARK = "s3cr3t";

  @Test
  void shouldKeepNothingOfWhatWasAskedAndAnswered() {
    Request request =
        Request.tools("discreet", "weather")
            .with("task", MARK + " task")
            .with("url", "https://" + MARK + ".example")
            .with("proxy_password", MARK + " password")
            .with("proxy_username", MARK + " user")
            .with("certificates", List.of(Map.of("file", MARK, "password", MARK + " too")))
            .with("secrets", Map.of("pin", MARK + " pin"))
            .with("unknown", MARK + " unknown")
            .scriptJson("tools", "[{\"name\":\"weather\",\"input\":{\"q\":\"" + MARK + "\"}}]")
            .script("output", MARK + " output");
    Request refused =
        Request.task("discreet-refused").with("proxy_password", MARK).with("max_steps", MARK);
    Request session = Request.session("discreet-session");
    try (Outputs ledger = new Outputs(sandbox.broker().bootstrapServers(), List.of(LEDGER))) {
      requests.send(refused);
      requests.send(request);
      requests.reply(outputs.toolCall(request), MARK + " reply");
      requests.send(session);
      requests.act(
          session,
          "a1",
          "run_task",
          "{\"task\":\"" + MARK + "\",\"secrets\":{\"pin\":\"" + MARK + " pin\"}}");
      requests.act(session, "a2", "close", null);
      outputs.result(session);
      outputs.result(request);
      outputs.result(refused);

      Outputs.until(
          "the ends in the ledger",
          () ->
              isEnded(ledger, request.id())
                  && isEnded(ledger, session.id())
                  && isEnded(ledger, refused.id()));

      assertThat(ledger.find(LEDGER).size()).isGreaterThan(4);
      assertThat(ledger.find(LEDGER)).noneSatisfy(entry -> assertThat(text(entry)).contains(MARK));
    }
    assertThat(
            Stream.of(Outputs.RESULTS, Outputs.STATUS)
                .flatMap(topic -> outputs.find(topic).stream()))
        .noneSatisfy(output -> assertThat(text(output)).contains(MARK + " password"));
  }

  private static boolean isEnded(Outputs ledger, String requestId) {
    return ledger.find(LEDGER).stream()
        .anyMatch(
            entry ->
                Objects.equals(entry.keyText(), requestId) && "ended".equals(entry.text("phase")));
  }

  /** Key, value and headers. */
  private static String text(Output entry) {
    byte[] value = entry.record().value();
    return entry.keyText()
        + (value == null ? "" : new String(value, StandardCharsets.UTF_8))
        + entry.sendersHeaders();
  }
}
