package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * How a {@link SimulatedTaskApi} is started.
 *
 * @param port the port on loopback; 0 means any free one
 * @param settings the settings it starts with and goes back to at a reset, as in {@code
 *     /control/settings}; those not named keep their defaults
 */
public record ApiOptions(int port, ObjectNode settings) {

  /** Checks the port and copies the settings. */
  public ApiOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 (any free) to 65535, not " + port);
    }
    settings = Objects.requireNonNull(settings, "settings").deepCopy();
  }

  /** Any free port, default settings. */
  public static ApiOptions defaults() {
    return new ApiOptions(0, Json.object());
  }

  /** The same on another port. */
  public ApiOptions withPort(int wanted) {
    return new ApiOptions(wanted, settings);
  }

  /** The same with other settings. */
  public ApiOptions withSettings(ObjectNode wanted) {
    return new ApiOptions(port, wanted);
  }
}
