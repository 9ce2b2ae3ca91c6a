package io.taskbridge.deploy;

import static io.taskbridge.deploy.Manifests.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a reviewer would look for in every overlay. */
class PolicyTest {
  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  private static final List<String> PROBES =
      List.of("startupProbe", "readinessProbe", "livenessProbe");

  /** For the last answers of the API, the group and the producer. */
  /** A stop takes some 15 seconds at most beyond the drain, see operations.md. */
  private static final Duration BEYOND_THE_DRAIN = Duration.ofSeconds(20);

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldRunEveryPodAsTheRestrictedStandardDemands(String overlay) {
    for (JsonNode workload : workloads(overlay)) {
      String who = Manifests.name(workload) + " of overlay " + overlay;
      JsonNode pod = pod(workload);
      JsonNode security = pod.path("securityContext");
      assertThat(security.path("runAsNonRoot").asBoolean()).as(who).isTrue();
      assertThat(security.path("runAsUser").asInt()).as(who).isPositive();
      assertThat(security.path("seccompProfile").path("type").asText())
          .as(who)
          .isEqualTo("RuntimeDefault");
      assertThat(Stream.of("hostNetwork", "hostPID", "hostIPC").filter(pod::has)).as(who).isEmpty();
      for (JsonNode container : containers(workload)) {
        JsonNode own = container.path("securityContext");
        assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).as(who).isFalse();
        assertThat(own.path("privileged").asBoolean(false)).as(who).isFalse();
        assertThat(items(own.path("capabilities").path("drop")))
            .as(who)
            .extracting(JsonNode::asText)
            .containsExactly("ALL");
        assertThat(own.path("capabilities").has("add")).as(who).isFalse();
      }
    }
    assertThat(Manifests.rendered(overlay, "Namespace"))
        .isNotEmpty()
        .allSatisfy(
            namespace ->
                assertThat(
                        namespace
                            .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                            .asText())
                    .isEqualTo("restricted"));
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldGiveNoPodATokenNorTheServicesOfItsNamespaceAsVariables(String overlay) {
    for (JsonNode workload : workloads(overlay)) {
      assertThat(pod(workload).path("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod(workload).path("enableServiceLinks").asBoolean(true)).isFalse();
    }
    for (JsonNode account : Manifests.rendered(overlay, "ServiceAccount")) {
      assertThat(account.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldPinEveryImageAndBoundEveryContainersMemory(String overlay) {
    for (JsonNode workload : workloads(overlay)) {
      for (JsonNode container : containers(workload)) {
        assertThat(container.path("image").asText()).matches("[^:]+(:\\d+)?[^:]*:[\\w.-]+");
        assertThat(container.path("image").asText()).doesNotEndWith(":latest");
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
        assertThat(container.at("/resources/requests/memory"))
            .isEqualTo(container.at("/resources/limits/memory"));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldHaveNothingOfTheBridgeWritableButTmp(String overlay) {
    JsonNode bridge = bridge(overlay);

    assertThat(bridge.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(items(bridge.path("volumeMounts")))
        .filteredOn(mount -> !mount.path("readOnly").asBoolean(false))
        .extracting(mount -> mount.path("mountPath").asText())
        .containsExactly("/tmp");
  }

  /** The task API, and Kafka too, may be away for as long as they like. */
  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldAskOnlyTheBridgeItselfInItsProbes(String overlay) {
    JsonNode bridge = bridge(overlay);

    assertThat(PROBES)
        .extracting(probe -> bridge.path(probe).at("/httpGet/path").asText())
        .containsExactly("/q/health/started", "/q/health/ready", "/q/health/live");
    assertThat(PROBES)
        .allSatisfy(
            probe ->
                assertThat(bridge.path(probe).at("/httpGet/port").asText())
                    .isEqualTo("management"));
    assertThat(items(bridge.path("ports")))
        .filteredOn(port -> port.path("name").asText().equals("management"))
        .extracting(port -> port.path("containerPort").asInt())
        .containsExactly(9000);
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldGiveTheDrainTheTimeThatItMayTake(String overlay) {
    JsonNode settings = Manifests.one(overlay, "ConfigMap", Manifests.BRIDGE).path("data");
    Duration drain = Duration.parse(settings.path("BRIDGE_DRAIN_TIMEOUT").asText());

    assertThat(pod(statefulSet(overlay)).path("terminationGracePeriodSeconds").asLong())
        .isGreaterThanOrEqualTo(drain.plus(BEYOND_THE_DRAIN).toSeconds());
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldNameEachReplicaAsItsPodAndNeverTwice(String overlay) {
    assertThat(items(bridge(overlay).path("env")))
        .filteredOn(variable -> variable.path("name").asText().equals("BRIDGE_INSTANCE_ID"))
        .extracting(variable -> variable.at("/valueFrom/fieldRef/fieldPath").asText())
        .containsExactly("metadata.name");
    assertThat(Manifests.rendered(overlay))
        .filteredOn(each -> Manifests.kind(each).equals("Deployment"))
        .extracting(Manifests::name)
        .doesNotContain(Manifests.BRIDGE);
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldLogForMachines(String overlay) {
    JsonNode settings = Manifests.one(overlay, "ConfigMap", Manifests.BRIDGE).path("data");

    assertThat(settings.path("QUARKUS_LOG_CONSOLE_JSON_ENABLED").asText()).isEqualTo("true");
  }

  /** No secret in a ConfigMap, and none in a manifest but the sandbox's, which is none. */
  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldKeepNoSecret(String overlay) {
    assertThat(Manifests.rendered(overlay, "Secret"))
        .hasSize(overlay.equals("dev") ? 1 : 0)
        .allSatisfy(
            secret -> assertThat(secret.at("/data/key").asText()).isEqualTo("c2FuZGJveC1rZXk="));
    for (JsonNode map : Manifests.rendered(overlay, "ConfigMap")) {
      assertThat(map.path("data").fieldNames())
          .toIterable()
          .noneMatch(name -> name.matches(".*(API_KEY|PASSWORD|JAAS).*"));
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldDenyTrafficThatNobodyAskedFor(String overlay) {
    JsonNode policy = Manifests.one(overlay, "NetworkPolicy", "default-deny");

    assertThat(policy.at("/spec/podSelector").isEmpty()).isTrue();
    assertThat(items(policy.at("/spec/policyTypes")))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("Ingress", "Egress");
    assertThat(policy.path("spec").has("ingress") || policy.path("spec").has("egress")).isFalse();
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldLabelEverythingAsKubernetesRecommends(String overlay) {
    for (JsonNode document : Manifests.rendered(overlay)) {
      assertThat(document.at("/metadata/labels").has("app.kubernetes.io/name"))
          .as("%s %s", Manifests.kind(document), Manifests.name(document))
          .isTrue();
    }
  }

  /** A selector that finds nothing is no error to Kubernetes. */
  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldSelectPodsThatThereAre(String overlay) {
    List<JsonNode> pods =
        workloads(overlay).stream().map(each -> each.at("/spec/template/metadata/labels")).toList();
    List<JsonNode> selectors = new ArrayList<>();
    Manifests.rendered(overlay, "Service")
        .forEach(each -> selectors.add(each.at("/spec/selector")));
    workloads(overlay).forEach(each -> selectors.add(each.at("/spec/selector/matchLabels")));
    Stream.of("PodDisruptionBudget", "PodMonitor")
        .flatMap(kind -> Manifests.rendered(overlay, kind).stream())
        .forEach(each -> selectors.add(each.at("/spec/selector/matchLabels")));

    assertThat(selectors)
        .isNotEmpty()
        .allSatisfy(
            selector ->
                assertThat(pods)
                    .anyMatch(
                        labels ->
                            selector.properties().stream()
                                .allMatch(
                                    wanted ->
                                        wanted.getValue().equals(labels.get(wanted.getKey())))));
  }

  private static JsonNode statefulSet(String overlay) {
    return Manifests.one(overlay, "StatefulSet", Manifests.BRIDGE);
  }

  private static JsonNode bridge(String overlay) {
    List<JsonNode> containers = containers(statefulSet(overlay));
    assertThat(containers).hasSize(1);
    return containers.get(0);
  }

  private static List<JsonNode> workloads(String overlay) {
    return Stream.of("StatefulSet", "Deployment")
        .flatMap(kind -> Manifests.rendered(overlay, kind).stream())
        .toList();
  }

  private static JsonNode pod(JsonNode workload) {
    return workload.at("/spec/template/spec");
  }

  private static List<JsonNode> containers(JsonNode workload) {
    return items(pod(workload).path("containers"));
  }
}
