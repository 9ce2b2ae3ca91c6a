package io.taskbridge.deploy;

import static io.taskbridge.deploy.Manifests.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Topics and rights for Strimzi are those that the bridge needs, no more and no fewer. */
class KafkaResourcesTest {
  private static final Path OPERATIONS = Path.of("src", "docs", "operations.md");
  private static final Pattern ROW = Pattern.compile("^\\| (.+?) \\| ([A-Z].*?) \\|$");
  private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

  private static final List<String> OF_EQUAL_PARTITIONS =
      List.of("task-requests", "task-commands", "tool-replies", "bridge-ledger");

  private final List<JsonNode> topics = Manifests.written("overlays/strimzi/kafka/topics.yaml");
  private final JsonNode user = Manifests.written("overlays/strimzi/kafka/user.yaml").get(0);

  @Test
  void shouldGiveTheUserTheRightsThatTheDocumentationNames() throws IOException {
    Map<String, Set<String>> given = new TreeMap<>();
    for (JsonNode rule : items(user.at("/spec/authorization/acls"))) {
      JsonNode resource = rule.path("resource");
      String name =
          resource.path("type").asText().equals("topic")
              ? resource.path("name").asText()
              : resource.path("type").asText();
      given.put(name, words(rule.path("operations")));
    }

    assertThat(given).isEqualTo(documented());
  }

  @Test
  void shouldBoundGroupAndTransactionsToTheGroupId() {
    assertThat(items(user.at("/spec/authorization/acls")))
        .filteredOn(rule -> !rule.at("/resource/type").asText().equals("topic"))
        .extracting(
            rule -> rule.at("/resource/type").asText(),
            rule -> rule.at("/resource/name").asText(),
            rule -> rule.at("/resource/patternType").asText())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("group", "task-bridge", "literal"),
            org.assertj.core.groups.Tuple.tuple("transactionalId", "task-bridge-", "prefix"));
  }

  @Test
  void shouldMakeTheTopicsAsTheBridgeWantsThem() {
    Map<String, JsonNode> specs =
        topics.stream().collect(Collectors.toMap(Manifests::name, topic -> topic.path("spec")));

    assertThat(specs).containsOnlyKeys(topicsOfTheUser());
    assertThat(OF_EQUAL_PARTITIONS)
        .extracting(name -> specs.get(name).path("partitions").asInt())
        .containsOnly(12);
    assertThat(specs.get("bridge-ledger").at("/config/cleanup.policy").asText())
        .isEqualTo("compact");
    specs.forEach(
        (name, spec) ->
            assertThat(spec.at("/config/max.message.bytes").asInt())
                .isEqualTo(8_388_608 + (name.equals("dead-letters") ? 65_536 : 0)));
  }

  private Set<String> topicsOfTheUser() {
    return items(user.at("/spec/authorization/acls")).stream()
        .map(rule -> rule.path("resource"))
        .filter(resource -> resource.path("type").asText().equals("topic"))
        .map(resource -> resource.path("name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The rows of the table of rights, but for Create, which a user that makes no topics needs not.
   */
  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> rights = new TreeMap<>();
    List<String> lines =
        Files.readAllLines(OPERATIONS).stream()
            .dropWhile(line -> !line.startsWith("**Rights**"))
            .takeWhile(line -> !line.startsWith("**Retention.**"))
            .toList();
    for (String line : lines) {
      ROW.matcher(line)
          .results()
          .filter(row -> !row.group(2).startsWith("Create"))
          .forEach(row -> subjects(row).forEach(name -> rights.put(name, operations(row))));
    }
    assertThat(rights).isNotEmpty();
    return rights;
  }

  private static Set<String> subjects(MatchResult row) {
    if (row.group(1).startsWith("group")) {
      return Set.of("group");
    }
    if (row.group(1).startsWith("transactional")) {
      return Set.of("transactionalId");
    }
    return NAME.matcher(row.group(1))
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> operations(MatchResult row) {
    return Arrays.stream(row.group(2).replaceAll("\\(.*", "").split(","))
        .map(String::strip)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> words(JsonNode array) {
    return items(array).stream()
        .map(JsonNode::asText)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
