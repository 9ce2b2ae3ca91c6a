package io.taskbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lines that are printed to be tried do what they say. */
class GuideTest {
  private static final Pattern ECHO = Pattern.compile("echo '([^']*)'");

  @Test
  void shouldInviteToSendValuesThatShowWhatTheyAreFor() throws Exception {
    List<JsonNode> values = new ArrayList<>();
    Matcher echo = ECHO.matcher(Guide.invitation("kafka:9092", "http://api"));
    while (echo.find()) {
      values.add(new ObjectMapper().readTree(echo.group(1)));
    }

    assertThat(values).hasSize(3);
    assertThat(values.get(0).at("/metadata/sandbox.run_ms").asLong()).isGreaterThan(60_000);
    assertThat(values.get(1).at("/custom_tools/0/name"))
        .isEqualTo(values.get(1).at("/metadata/sandbox.tools"));
    assertThat(values.get(2).at("/request_id")).isEqualTo(values.get(0).at("/bridge/request_id"));
  }
}
