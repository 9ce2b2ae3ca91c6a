package io.taskbridge.deploy;

import static io.taskbridge.deploy.Manifests.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.taskbridge.app.BridgeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A variable that nobody reads is a setting that somebody believes in. */
class EnvironmentTest {
  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  private static final Path SETTINGS = Path.of("src", "docs", "settings.md");

  /** Read by Java and by the C library. */
  private static final Set<String> OTHERS = Set.of("JAVA_TOOL_OPTIONS", "MALLOC_ARENA_MAX");

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void shouldSetNothingInKubernetesThatTheBridgeDoesNotRead(String overlay) {
    Set<String> names = new TreeSet<>();
    Manifests.one(overlay, "ConfigMap", Manifests.BRIDGE)
        .path("data")
        .fieldNames()
        .forEachRemaining(names::add);
    JsonNode set = Manifests.one(overlay, "StatefulSet", Manifests.BRIDGE);
    items(set.at("/spec/template/spec/containers/0/env"))
        .forEach(variable -> names.add(variable.path("name").asText()));

    shouldBeKnown(names);
  }

  @Test
  void shouldSetNothingInComposeThatTheBridgeDoesNotRead() throws IOException {
    JsonNode compose = new YAMLMapper().readTree(Path.of("deploy", "compose.yaml").toFile());
    Set<String> names = new TreeSet<>();
    compose.at("/services/bridge/environment").fieldNames().forEachRemaining(names::add);

    shouldBeKnown(names);
  }

  private static void shouldBeKnown(Set<String> names) {
    assertThat(names).contains("KAFKA_BOOTSTRAP_SERVERS", "BRIDGE_INSTANCE_ID");
    assertThat(names).isSubsetOf(known());
  }

  private static Collection<String> known() {
    Set<String> known = new HashSet<>(OTHERS);
    known.addAll(variables("bridge", BridgeConfig.class));
    kafka().forEach(name -> known.add(variable("kafka." + name)));
    known.addAll(quarkus());
    return known;
  }

  private static Set<String> variables(String prefix, Class<?> group) {
    Set<String> names = new HashSet<>();
    for (Method method : group.getMethods()) {
      String name = prefix + "." + method.getName().replaceAll("(?=[A-Z])", "-");
      Class<?> type = method.getReturnType();
      if (type.isInterface() && type.getEnclosingClass() == BridgeConfig.class) {
        names.addAll(variables(name, type));
      } else {
        names.add(variable(name));
      }
    }
    return names;
  }

  private static Set<String> kafka() {
    Set<String> names = new HashSet<>(ConsumerConfig.configNames());
    names.addAll(ProducerConfig.configNames());
    return names;
  }

  /** Those that the documentation names. */
  private static Set<String> quarkus() {
    try {
      return java.util.regex.Pattern.compile("QUARKUS_\\w+")
          .matcher(Files.readString(SETTINGS))
          .results()
          .map(java.util.regex.MatchResult::group)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
