package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * How a {@link SimulatedTaskApi} is started.
 *
 * @param host the address to listen on: loopback, unless others have to reach it from elsewhere, as
 *     in a container
 * @param port the port; 0 means any free one
 * @param settings the settings it starts with and goes back to at a reset, as in {@code
 *     /control/settings}; those not named keep their defaults
 */
public record ApiOptions(String host, int port, ObjectNode settings) {
  /** Nobody outside this machine reaches it. */
  public static final String LOOPBACK = "127.0.0.1";

  /** Checks the port and copies the settings. */
  public ApiOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 (any free) to 65535, not " + port);
    }
    Objects.requireNonNull(host, "host");
    settings = Objects.requireNonNull(settings, "settings").deepCopy();
  }

  /** On loopback. */
  public ApiOptions(int port, ObjectNode settings) {
    this(LOOPBACK, port, settings);
  }

  /** Any free port on loopback, default settings. */
  public static ApiOptions defaults() {
    return new ApiOptions(0, Json.object());
  }

  /** The same on another port. */
  public ApiOptions withPort(int wanted) {
    return new ApiOptions(host, wanted, settings);
  }

  /** The same with other settings. */
  public ApiOptions withSettings(ObjectNode wanted) {
    return new ApiOptions(host, port, wanted);
  }

  /** The same on another address. */
  public ApiOptions withHost(String wanted) {
    return new ApiOptions(wanted, port, settings);
  }
}
