package io.taskbridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskbridge.task.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files agree with each other and with the code. */
class ContractFilesTest {
  private final JsonNode asyncApi = Contract.file("asyncapi.json");

  static Stream<JsonNode> examples() {
    JsonNode messages = Contract.file("asyncapi.json").at("/components/messages");
    return elements(messages).stream().filter(message -> message.has("examples"));
  }

  @Test
  void shouldKnowTheCodesOfTheBridge() {
    List<String> codes =
        elements(Contract.file("common.schema.json").at("/$defs/error_code/enum")).stream()
            .map(JsonNode::asText)
            .toList();

    assertThat(codes)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
  }

  @Test
  void shouldDescribeEveryTopicOfTheContract() {
    List<String> addresses =
        elements(asyncApi.path("channels")).stream()
            .map(channel -> channel.path("address").asText())
            .toList();

    assertThat(addresses)
        .containsExactlyInAnyOrder(
            "task-requests",
            "task-commands",
            "tool-replies",
            "task-status",
            "task-results",
            "action-results",
            "tool-requests",
            "dead-letters");
  }

  @Test
  void shouldTakeNoDeadlineForNone() {
    JsonNode request =
        JsonNodeFactory.instance
            .objectNode()
            .put("task", "a")
            .set("bridge", JsonNodeFactory.instance.objectNode().putNull("deadline"));

    assertThat(Contract.ofValue("task-requests", request)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shouldShowExamplesThatKeepTheContract(JsonNode message) {
    JsonNode example = message.at("/examples/0/payload");

    assertThat(Contract.ofValue(message.path("title").asText(), example)).isEmpty();
  }

  private static List<JsonNode> elements(JsonNode parent) {
    List<JsonNode> all = new ArrayList<>();
    for (Iterator<JsonNode> each = parent.elements(); each.hasNext(); ) {
      all.add(each.next());
    }
    return all;
  }
}
