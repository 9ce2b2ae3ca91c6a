package io.taskbridge.taskapi;

import java.net.URI;

/** Says where a redirect points. None is ever followed: it would carry the API key along. */
final class Redirects {
  private static final int MAX_LENGTH = 300;

  private Redirects() {}

  /**
   * @param location the header as it came; may be null or no URL at all
   * @param path of the call below the base URL, e.g. {@code /task}
   */
  static String sentence(int status, String location, String path, URI baseUrl) {
    String target = baseOf(location, path, baseUrl);
    return target == null
        ? "the API answered with a redirect (HTTP "
            + status
            + "): check BRIDGE_API_URL (bridge.api.url), now "
            + baseUrl
        : "the API answered with a redirect (HTTP "
            + status
            + ") to "
            + target
            + ": set BRIDGE_API_URL (bridge.api.url) to that address if you trust it";
  }

  /** The base URL that would have led there; without user and query, which may hold secrets. */
  private static String baseOf(String location, String path, URI baseUrl) {
    if (location == null || location.isBlank()) {
      return null;
    }
    try {
      URI target = URI.create(baseUrl + path).resolve(location.strip());
      if (target.getScheme() == null || target.getHost() == null) {
        return null;
      }
      String port = target.getPort() < 0 ? "" : ":" + target.getPort();
      String base = target.getScheme() + "://" + target.getHost() + port + target.getRawPath();
      String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
      String shown =
          trimmed.endsWith(path) ? trimmed.substring(0, trimmed.length() - path.length()) : base;
      return Words.oneLine(shown, MAX_LENGTH);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
