package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights and topics that the Kubernetes files give the bridge, given to it at a broker. */
final class GivenRights {
  private static final Path KAFKA = Path.of("k8s/overlays/strimzi/kafka");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Admin admin;
  private final List<AclBinding> all;

  /** Reads them; nothing is given yet. */
  GivenRights(Admin admin, String user) throws IOException {
    this.admin = admin;
    this.all = new ArrayList<>();
    JsonNode file = YAML.readTree(KAFKA.resolve("user.yaml").toFile());
    for (JsonNode rule : file.at("/spec/authorization/acls")) {
      for (JsonNode operation : rule.path("operations")) {
        all.add(
            new AclBinding(
                resource(rule.path("resource")),
                new AccessControlEntry(
                    "User:" + user, "*", operation(operation.asText()), AclPermissionType.ALLOW)));
      }
    }
  }

  /** Makes the topics of the files, smaller. */
  void makeTopics(int partitions) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (var each =
            YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(KAFKA.resolve("topics.yaml").toFile());
        each.hasNext(); ) {
      JsonNode topic = each.next();
      NewTopic small = new NewTopic(topic.at("/metadata/name").asText(), partitions, (short) 1);
      String policy = topic.at("/spec/config/cleanup.policy").asText("delete");
      topics.add(small.configs(java.util.Map.of("cleanup.policy", policy)));
    }
    admin.createTopics(topics).all().get();
  }

  void giveAll() throws ExecutionException, InterruptedException {
    giveAllBut(right -> false);
  }

  void giveAllBut(Predicate<AclBinding> without) throws ExecutionException, InterruptedException {
    admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
    admin.createAcls(all.stream().filter(without.negate()).toList()).all().get();
  }

  /** {@code DescribeConfigs} is {@code DESCRIBE_CONFIGS} here. */
  private static AclOperation operation(String word) {
    return AclOperation.valueOf(
        word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
  }

  private static ResourcePattern resource(JsonNode resource) {
    ResourceType type =
        switch (resource.path("type").asText()) {
          case "topic" -> ResourceType.TOPIC;
          case "group" -> ResourceType.GROUP;
          case "transactionalId" -> ResourceType.TRANSACTIONAL_ID;
          default -> throw new AssertionError("a right on something else: " + resource);
        };
    return new ResourcePattern(
        type,
        resource.path("name").asText(),
        resource.path("patternType").asText().equals("prefix")
            ? PatternType.PREFIXED
            : PatternType.LITERAL);
  }
}
