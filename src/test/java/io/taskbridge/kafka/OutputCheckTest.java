package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.kafka.OutputCheck.Judgement;
import io.taskbridge.task.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs and the schemas of strangers. */
class OutputCheckTest {
  private static final String PRICE =
      "{\"type\":\"object\",\"properties\":{\"price\":{\"type\":\"number\"}},\"required\":[\"price\"]}";

  private final OutputCheck check = new OutputCheck(Duration.ofSeconds(20));

  @Test
  void shouldSayThatAnOutputFits() {
    assertThat(judge(PRICE, "{\"price\":1.5}")).map(Judgement::valid).contains(true);
  }

  @Test
  void shouldSayWhereAnOutputDoesNotFit() {
    Judgement judgement = judge(PRICE, "{\"price\":\"cheap\"}").orElseThrow();

    assertThat(judgement.valid()).isFalse();
    assertThat(judgement.errors().get(0)).startsWith("/price: ");
  }

  @Test
  void shouldTellTheFirstFaultsOnly() {
    String wrong = "[" + "\"x\",".repeat(100) + "\"" + "y".repeat(2_000) + "\"]";

    assertThat(judge("{\"items\":{\"type\":\"number\"}}", wrong).orElseThrow().errors())
        .hasSize(5)
        .allSatisfy(error -> assertThat(error.length()).isLessThanOrEqualTo(300));
  }

  @Test
  void shouldFollowReferencesWithinTheSchema() {
    String schema =
        "{\"$defs\":{\"n\":{\"type\":\"integer\"}},\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/n\"}}";

    assertThat(judge(schema, "[1,2]")).map(Judgement::valid).contains(true);
    assertThat(judge(schema, "[1,\"2\"]")).map(Judgement::valid).contains(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}",
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"}"
      })
  void shouldKnowTheVersionsOfJsonSchema(String schema) {
    assertThat(judge(schema, "{}")).map(Judgement::valid).contains(true);
    assertThat(judge(schema, "7")).map(Judgement::valid).contains(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "{\"type\":7}",
        "{\"$schema\":\"https://example.invalid/mine\"}",
        "{\"$ref\":\"#/nowhere\"}",
        "{\"$ref\":\"classpath:application.properties\"}",
        "{\"$ref\":\"file:///etc/passwd\"}",
        "{\"pattern\":\"(\"}"
      })
  void shouldNotJudgeBySchemasThatCannotBe(String schema) {
    assertThat(judge(schema, "\"x\"").map(Judgement::valid)).isNotEqualTo(Optional.of(false));
  }

  @Test
  void shouldFetchNothingThatASchemaRefersTo() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(1);
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/s.json";

      assertThat(judge("{\"$ref\":\"" + url + "\"}", "{}")).isEmpty();
      assertThat(judge("{\"$schema\":\"" + url + "\"}", "{}")).isEmpty();

      assertThat(connected(server)).isFalse();
    }
  }

  @Test
  void shouldGiveUpAPatternThatTakesTooManySteps() {
    assertThat(judge("{\"pattern\":\"^(a|aa)+(b?)\\\\2c$\"}", "\"" + "a".repeat(60) + "\""))
        .isEmpty();
    assertThat(judge(PRICE, "{\"price\":1}")).map(Judgement::valid).contains(true);
  }

  @Test
  void shouldGiveUpASchemaThatTakesTooLong() {
    StringBuilder defs = new StringBuilder("\"d26\":{\"type\":\"string\"}");
    for (int i = 0; i < 26; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      defs.append(",\"d" + i + "\":{\"allOf\":[" + next + "," + next + "]}");
    }
    OutputCheck impatient = new OutputCheck(Duration.ofMillis(300));

    Optional<Judgement> judgement =
        impatient.judge(
            new Json("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + defs + "}}"), new Json("\"x\""));

    assertThat(judgement).isEmpty();
  }

  @Test
  void shouldJudgeNothingWithoutAnOutputOrASchema() {
    assertThat(check.judge(null, new Json("1"))).isEmpty();
    assertThat(check.judge(new Json("{}"), null)).isEmpty();
  }

  private static boolean connected(ServerSocket server) throws IOException {
    try {
      server.accept().close();
      return true;
    } catch (java.net.SocketTimeoutException nobody) {
      return false;
    }
  }

  private Optional<Judgement> judge(String schema, String output) {
    return check.judge(new Json(schema), new Json(output));
  }
}
