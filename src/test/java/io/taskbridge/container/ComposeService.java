package io.taskbridge.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** One service of the Compose file. A key that is not understood here is an error. */
final class ComposeService {
  private static final Path FILE = Path.of("deploy", "compose.yaml");

  /** Of no matter here: built elsewhere, no data to keep, started again by the test. */
  private static final Set<String> LEFT_OUT = Set.of("build", "volumes", "restart");

  private static final Set<String> USED =
      Set.of(
          "image",
          "ports",
          "environment",
          "read_only",
          "tmpfs",
          "cap_drop",
          "security_opt",
          "stop_grace_period",
          "mem_limit");

  private final String name;
  private final JsonNode written;

  private ComposeService(String name, JsonNode written) {
    this.name = name;
    this.written = written;
    Set<String> unknown = new TreeSet<>();
    written.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(LEFT_OUT);
    unknown.removeAll(USED);
    if (!unknown.isEmpty()) {
      throw new AssertionError(name + " has keys that this test does not understand: " + unknown);
    }
  }

  static ComposeService of(String name) {
    try {
      JsonNode services = new YAMLMapper().readTree(FILE.toFile()).path("services");
      return new ComposeService(name, services.required(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String image() {
    String written = this.written.required("image").asText();
    return Images.of(name, Variables.replaced(written), Variables.chosen(written));
  }

  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    written
        .path("environment")
        .properties()
        .forEach(
            each -> environment.put(each.getKey(), Variables.replaced(each.getValue().asText())));
    return environment;
  }

  /** How long it gets to end in order. */
  Duration stopsWithin() {
    return Duration.parse(
        "PT" + written.path("stop_grace_period").asText("10s").toUpperCase(Locale.ROOT));
  }

  /**
   * A container that is as the file says, at random ports of this machine.
   *
   * @param changed variables that differ from the file's
   */
  GenericContainer<?> container(String image, Network network, Map<String, String> changed) {
    GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
    container.withNetwork(network).withNetworkAliases(name);
    container.withExposedPorts(ports().toArray(Integer[]::new));
    container.withEnv(environment()).withEnv(changed);
    Map<String, String> tmpfs = new TreeMap<>();
    for (String mount : texts("tmpfs")) {
      String[] parts = mount.split(":", 2);
      tmpfs.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    container.withTmpFs(tmpfs);
    container.waitingFor(new Started());
    return container.withCreateContainerCmdModifier(create -> confine(create.getHostConfig()));
  }

  private void confine(HostConfig host) {
    host.withReadonlyRootfs(written.path("read_only").asBoolean(false))
        .withCapDrop(texts("cap_drop").stream().map(Capability::valueOf).toArray(Capability[]::new))
        .withSecurityOpts(texts("security_opt"));
    if (written.has("mem_limit")) {
      String limit = written.path("mem_limit").asText();
      host.withMemory(Long.parseLong(limit.replaceFirst("m$", "")) * 1024 * 1024);
    }
  }

  private List<Integer> ports() {
    List<Integer> ports = new ArrayList<>();
    texts("ports").forEach(port -> ports.add(Integer.valueOf(port.replaceFirst(".*:", ""))));
    return ports;
  }

  private List<String> texts(String key) {
    return StreamSupport.stream(written.path(key).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** No order of start is needed; whoever needs an answer asks until there is one. */
  private static final class Started extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {
      // It is enough that the engine has started it.
    }
  }
}
