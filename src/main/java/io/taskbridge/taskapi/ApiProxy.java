package io.taskbridge.taskapi;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy on the way to the task API; it is asked to CONNECT where the API speaks TLS.
 *
 * @param user null when the proxy wants no login
 * @param password null when the proxy wants no login
 */
public record ApiProxy(String host, int port, String user, String password) {
  private static final Pattern ADDRESS =
      Pattern.compile("([^:/@\\s]+|\\[[0-9a-fA-F:]+]):(\\d{1,5})");
  private static final int LAST_PORT = 65_535;

  /**
   * Reads the settings.
   *
   * @param address host:port
   * @throws IllegalArgumentException with one sentence that names the setting, and no password
   */
  public static ApiProxy of(String address, Optional<String> user, Optional<String> password) {
    Matcher parts = ADDRESS.matcher(address.strip());
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "bridge.api.proxy (BRIDGE_API_PROXY) must be host:port, as in proxy.example.com:3128; a"
              + " login goes to BRIDGE_API_PROXY_USER and BRIDGE_API_PROXY_PASSWORD");
    }
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(
          "bridge.api.proxy-user (BRIDGE_API_PROXY_USER) and bridge.api.proxy-password"
              + " (BRIDGE_API_PROXY_PASSWORD) go together: set both, or neither");
    }
    return new ApiProxy(parts.group(1), port, user.orElse(null), password.orElse(null));
  }

  /** Whether it wants a login. */
  boolean wantsLogin() {
    return user != null;
  }

  /** Without the login. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
