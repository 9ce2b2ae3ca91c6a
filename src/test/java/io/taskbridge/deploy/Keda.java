package io.taskbridge.deploy;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of KEDA's kinds as its documentation has them (keda.sh, 2.x, ScaledObject
 * specification and Apache Kafka scaler), for Central has no classes of them. What is left out is
 * not used here.
 */
final class Keda {
  /** Metadata of a trigger of type kafka. */
  static final Set<String> KAFKA_METADATA =
      Set.of(
          "bootstrapServers",
          "bootstrapServersFromEnv",
          "consumerGroup",
          "consumerGroupFromEnv",
          "topic",
          "topicFromEnv",
          "lagThreshold",
          "activationLagThreshold",
          "offsetResetPolicy",
          "allowIdleConsumers",
          "scaleToZeroOnInvalidOffset",
          "excludePersistentLag",
          "limitToPartitionsWithLag",
          "ensureEvenDistributionOfPartitions",
          "version",
          "partitionLimitation",
          "sasl",
          "tls",
          "unsafeSsl");

  /** What a kafka trigger takes from secrets. */
  static final Set<String> KAFKA_PARAMETERS =
      Set.of("sasl", "username", "password", "tls", "ca", "cert", "key", "keyPassword");

  static final Set<String> KAFKA_SASL =
      Set.of("none", "plaintext", "scram_sha256", "scram_sha512", "gssapi", "oauthbearer");

  private Keda() {}

  record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledObjectSpec spec) {}

  record ScaledObjectSpec(
      Target scaleTargetRef,
      Integer pollingInterval,
      Integer cooldownPeriod,
      Integer initialCooldownPeriod,
      Integer idleReplicaCount,
      Integer minReplicaCount,
      Integer maxReplicaCount,
      Fallback fallback,
      Advanced advanced,
      List<Trigger> triggers) {}

  record Target(String apiVersion, String kind, String name, String envSourceContainerName) {}

  record Fallback(Integer failureThreshold, Integer replicas, String behavior) {}

  record Advanced(Boolean restoreToOriginalReplicaCount, Hpa horizontalPodAutoscalerConfig) {}

  record Hpa(String name, HorizontalPodAutoscalerBehavior behavior) {}

  /** Its metadata are texts, numbers and truth values too: KEDA refuses others. */
  record Trigger(
      String type,
      String name,
      Boolean useCachedMetrics,
      String metricType,
      Map<String, String> metadata,
      Reference authenticationRef) {}

  record Reference(String name, String kind) {}

  record TriggerAuthentication(
      String apiVersion, String kind, ObjectMeta metadata, AuthenticationSpec spec) {}

  record AuthenticationSpec(List<Parameter> secretTargetRef, List<Parameter> configMapTargetRef) {}

  record Parameter(String parameter, String name, String key) {}
}
