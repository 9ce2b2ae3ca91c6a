package io.taskbridge.sandbox.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * How an {@link EmbeddedBroker} is started.
 *
 * @param port the wanted client port on loopback; 0 means any free one
 * @param dataDirectory where the logs live; null means a temporary folder that is deleted at close
 * @param overrides broker properties that win over the ones chosen here, by their Kafka names
 */
public record BrokerOptions(int port, Path dataDirectory, Map<String, String> overrides) {

  /** Checks the port and copies the overrides. */
  public BrokerOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 (any free) to 65535, not " + port);
    }
    overrides = Map.copyOf(Objects.requireNonNull(overrides, "overrides"));
  }

  /** Any free port, temporary data. */
  public static BrokerOptions defaults() {
    return new BrokerOptions(0, null, Map.of());
  }

  /** The same with another wanted port. */
  public BrokerOptions withPort(int wanted) {
    return new BrokerOptions(wanted, dataDirectory, overrides);
  }

  /** The same with data that outlives the broker. */
  public BrokerOptions withDataDirectory(Path directory) {
    return new BrokerOptions(port, directory, overrides);
  }

  /** The same with other broker properties, by their Kafka names. */
  public BrokerOptions withOverrides(Map<String, String> properties) {
    return new BrokerOptions(port, dataDirectory, properties);
  }
}
