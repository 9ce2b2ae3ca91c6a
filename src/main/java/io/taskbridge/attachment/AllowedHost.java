package io.taskbridge.attachment;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * One entry of the allow-list: a host, or all names below one, over one scheme, on one port.
 *
 * @param host in lower case
 * @param below whether it stands for the names below it, and not for itself
 */
record AllowedHost(String scheme, String host, int port, boolean below) {
  static final String HTTPS = "https";
  static final String HTTP = "http";
  private static final String BELOW = "*.";
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /**
   * Reads {@code files.example.com}, {@code *.example.com}, {@code files.example.com:8443} or, for
   * what is not encrypted, {@code http://files.example.com}.
   *
   * @throws IllegalArgumentException with a sentence, when it is none of these
   */
  static AllowedHost parse(String text) {
    String entry = text.strip();
    int mark = entry.indexOf("://");
    String scheme = mark < 0 ? HTTPS : entry.substring(0, mark).toLowerCase(Locale.ROOT);
    String rest = mark < 0 ? entry : entry.substring(mark + "://".length());
    boolean below = rest.startsWith(BELOW);
    String authority = below ? rest.substring(BELOW.length()) : rest;
    try {
      URI uri = new URI(scheme, authority, null, null, null);
      boolean known = scheme.equals(HTTPS) || scheme.equals(HTTP);
      if (known && uri.getHost() != null && uri.getUserInfo() == null) {
        return new AllowedHost(scheme, uri.getHost().toLowerCase(Locale.ROOT), port(uri), below);
      }
    } catch (URISyntaxException noHost) {
      // Said below, for all that is no entry.
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no host; write it like files.example.com, *.example.com,"
            + " files.example.com:8443 or http://files.example.com, without a path");
  }

  boolean matches(URI url) {
    String name = url.getHost().toLowerCase(Locale.ROOT);
    boolean named = below ? name.endsWith("." + host) : name.equals(host);
    return named && scheme.equalsIgnoreCase(url.getScheme()) && port == port(url);
  }

  /** The port of an address, also when it names none. */
  static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return HTTP.equalsIgnoreCase(url.getScheme()) ? HTTP_PORT : HTTPS_PORT;
  }
}
