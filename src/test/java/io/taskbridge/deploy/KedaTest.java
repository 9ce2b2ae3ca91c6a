package io.taskbridge.deploy;

import static io.taskbridge.deploy.Manifests.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What decoding cannot see of KEDA's objects: a trigger's metadata are a map to Kubernetes. */
class KedaTest {
  private final List<JsonNode> written = Manifests.written("components/keda/scaledobject.yaml");
  private final JsonNode scaled = written.get(0).path("spec");
  private final JsonNode authentication = written.get(1);
  private final JsonNode trigger = scaled.at("/triggers/0");

  @Test
  void shouldAskKafkaInTheWordsThatItsScalerKnows() {
    assertThat(trigger.path("type").asText()).isEqualTo("kafka");
    assertThat(trigger.path("metadata").fieldNames())
        .toIterable()
        .isSubsetOf(Keda.KAFKA_METADATA)
        .contains("bootstrapServers", "consumerGroup", "topic", "lagThreshold");
    assertThat(trigger.path("metadata"))
        .allSatisfy(value -> assertThat(value.isTextual()).as(value.toString()).isTrue());
    assertThat(trigger.at("/metadata/sasl").asText()).isIn(Keda.KAFKA_SASL);
    assertThat(items(authentication.at("/spec/secretTargetRef")))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(reference.path("parameter").asText()).isIn(Keda.KAFKA_PARAMETERS));
    assertThat(trigger.at("/authenticationRef/name").asText())
        .isEqualTo(Manifests.name(authentication));
  }

  /** The group and the topic of the bridge, and the StatefulSet that there is. */
  @Test
  void shouldFollowTheBridgeAndKeepOneReplicaAtLeast() {
    assertThat(trigger.at("/metadata/consumerGroup").asText()).isEqualTo("task-bridge");
    assertThat(trigger.at("/metadata/topic").asText()).isEqualTo("task-requests");
    assertThat(scaled.at("/scaleTargetRef/kind").asText()).isEqualTo("StatefulSet");
    assertThat(scaled.at("/scaleTargetRef/name").asText()).isEqualTo(Manifests.BRIDGE);
    assertThat(scaled.path("minReplicaCount").asInt()).isPositive();
    assertThat(scaled.has("idleReplicaCount")).isFalse();
  }

  /** Beyond partitions or slots a replica would have nothing to do. */
  @Test
  void shouldNotGrowBeyondPartitionsAndSlots() {
    int most = scaled.path("maxReplicaCount").asInt();
    JsonNode requests =
        Manifests.written("overlays/strimzi/kafka/topics.yaml").stream()
            .filter(topic -> Manifests.name(topic).equals("task-requests"))
            .findFirst()
            .orElseThrow();
    String slots = Manifests.settings("base/bridge.env").getProperty("BRIDGE_MAX_IN_FLIGHT");

    assertThat(most).isGreaterThanOrEqualTo(scaled.path("minReplicaCount").asInt());
    assertThat(most).isLessThanOrEqualTo(requests.at("/spec/partitions").asInt());
    assertThat(most).isLessThanOrEqualTo(Integer.parseInt(slots));
  }
}
