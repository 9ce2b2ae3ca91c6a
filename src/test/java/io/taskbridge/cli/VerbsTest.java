package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.taskbridge.bridge.SandboxResource;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs beside a bridge that runs. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class VerbsTest {
  private final Tool tool =
      new Tool(setting("kafka.bootstrap.servers"))
          .with("bridge.api.url", setting("bridge.api.url"))
          .with("bridge.api.key", SimulatedTaskApi.DEFAULT_KEY);

  @Test
  void shouldSendARequestAndFollowItToItsEnd() {
    int code =
        tool.runWith("{\"task\": \"Get the top story\"}", "send", "--id", "cli-1", "--watch");

    assertThat(code).as(tool.err()).isZero();
    assertThat(tool.out().lines().findFirst().orElse(""))
        .matches("cli-1  task-requests  partition \\d+  offset \\d+");
    assertThat(tool.out()).contains("task-status     waiting", "task-results    done");
  }

  @Test
  void shouldEndWithTheCodeOfTheResult() {
    tool.runWith("{\"task\": \"x\", \"max_steps\": 1000}", "send", "--id", "cli-2", "--quiet");
    assertThat(tool.out()).isEqualToIgnoringNewLines("cli-2");

    assertThat(tool.run("watch", "cli-2", "--timeout", "PT60S")).isEqualTo(12);

    assertThat(tool.out()).contains("task-results    rejected  API_REJECTED");
    assertThat(tool.run("watch", "cli-2", "--json")).isEqualTo(12);
    assertThat(tool.out()).contains("\"status\":\"rejected\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "{\"a\": 1e99999999999}"})
  void shouldEndWithItsDeadLetterWhenThereIsNoResult(String value) {
    assertThat(tool.runWith(value, "send", "--as-is", "--watch")).isEqualTo(16);

    assertThat(tool.out()).contains("INVALID_JSON");
  }

  @Test
  void shouldGiveUpWhenTheTimeIsOver() {
    assertThat(tool.run("watch", "nobody", "--timeout", "PT0.2S")).isEqualTo(124);

    assertThat(tool.err()).contains("nothing about nobody", "no result of nobody");
  }

  @Test
  void shouldSendNothingWhenOneOfTheLinesIsWrong() {
    int code = tool.runWith("{\"task\": \"a\"}\n[1]\n", "send", "--lines");

    assertThat(code).isEqualTo(1);
    assertThat(tool.err()).contains("line 2 is JSON but no object; nothing was sent");
    assertThat(tool.runWith("{\"a\": 1e99999999999}", "send")).isEqualTo(1);
    assertThat(tool.err()).contains("a number that nobody can hold; nothing was sent");
    assertThat(tool.out()).isEmpty();
  }

  @Test
  void shouldFindNothingWrongBesideABridgeThatRuns() {
    assertThat(tool.run("check")).as(tool.out()).isZero();

    assertThat(tool.out())
        .contains("1 replica", "topic task-requests", "answers with 200")
        .doesNotContain(SimulatedTaskApi.DEFAULT_KEY);
  }

  @Test
  void shouldSayWhatIsWrong() {
    tool.with("bridge.api.key", "not-the-key").with("bridge.topics.create", "false");
    tool.with("bridge.topics.ledger", "elsewhere");

    assertThat(tool.run("check")).isEqualTo(1);

    assertThat(tool.out())
        .contains("it does not accept the key", "topic elsewhere", "BRIDGE_TOPICS_CREATE=true")
        .doesNotContain("not-the-key");
  }

  @Test
  void shouldSayThatTheLedgerForgets() {
    // Any topic that is not compacted.
    tool.with("bridge.topics.ledger", "task-status");

    assertThat(tool.run("check")).isEqualTo(1);

    assertThat(tool.out()).contains("cleanup.policy of the topic task-status is 'delete'");
  }

  @Test
  void shouldSayWhereToLookWhenNoKafkaAnswers() {
    Tool lost = new Tool("127.0.0.1:1").with("kafka.default.api.timeout.ms", "500");
    lost.with("kafka.request.timeout.ms", "500");
    String[] names = {"KAFKA_BOOTSTRAP_SERVERS", "KAFKA_SECURITY_PROTOCOL", "the network"};

    assertThat(lost.run("check")).isEqualTo(1);
    assertThat(lost.out()).contains(names);

    assertThat(lost.run("watch", "anything", "--timeout", "PT1S")).isEqualTo(1);
    assertThat(lost.err()).contains(names);
  }

  @Test
  void shouldSuggestAVerb() {
    assertThat(tool.run("wacth", "order-42")).isEqualTo(2);

    assertThat(tool.err()).contains("Did you mean", "watch");
  }

  @Test
  void shouldEndAMistakeWithAHintThatTeaches() {
    String[][] mistakes = {
      {"replay", "--sincee", "PT2H"},
      {"replay", "--since", "yesterday"},
      {"replay", "--limit", "many"},
      {"watch"},
      {"send", "a", "b", "c"},
      {"check", "--verbosely"}
    };
    for (String[] mistake : mistakes) {
      String verb = mistake[0];

      assertThat(tool.run(mistake)).as(verb).isEqualTo(2);

      List<String> said = tool.err().lines().toList();
      assertThat(said.get(0)).startsWith("error: ");
      assertThat(said)
          .as(tool.err())
          .hasSizeLessThan(8)
          .contains("hint: 'java -jar quarkus-run.jar " + verb + " --help' explains it");
      assertThat(said.get(said.size() - 1))
          .startsWith("example: ")
          .contains("java -jar quarkus-run.jar " + verb);
    }
  }

  @Test
  void shouldExplainEveryVerb() {
    for (String verb : new String[] {"send", "watch", "check", "replay"}) {
      assertThat(tool.run(verb, "--help")).isZero();
      assertThat(tool.out()).contains("Examples:", "Exit codes:").doesNotContain("\u001b");
    }
    assertThat(tool.run("send", "--help")).isZero();
    assertThat(tool.out()).contains("partitioner=murmur2_random");
    assertThat(tool.run("--version")).isZero();
    assertThat(tool.out().getBytes(UTF_8)).isNotEmpty();
  }

  private static String setting(String name) {
    return ConfigProvider.getConfig().getValue(name, String.class);
  }
}
