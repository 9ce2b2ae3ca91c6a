package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a result says about its output, from the request to the record. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class StructuredOutputTest extends BridgeTestBase {
  private static final Map<String, Object> PRICE =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("price", Map.of("type", "number")),
          "required",
          List.of("price"));

  @Test
  void shouldSayWhetherAnOutputFitsItsSchema() {
    Request fits =
        Request.task("fits").with("response_model", PRICE).scriptJson("output", "{\"price\":1}");
    Request not =
        Request.task("does-not-fit")
            .with("response_model", PRICE)
            .scriptJson("output", "{\"price\":\"cheap\"}");
    Request without = Request.task("no-schema").scriptJson("output", "{\"price\":1}");

    requests.send(fits);
    requests.send(not);
    requests.send(without);

    assertThat(outputs.result(fits).at("/output_valid").isBoolean()).isTrue();
    assertThat(outputs.result(fits).at("/output_valid").booleanValue()).isTrue();
    assertThat(outputs.result(not).at("/output_valid").asBoolean(true)).isFalse();
    assertThat(outputs.result(not).at("/output_errors/0").asText()).contains("price");
    assertThat(outputs.result(without).at("/output_valid").isMissingNode()).isTrue();
  }
}
