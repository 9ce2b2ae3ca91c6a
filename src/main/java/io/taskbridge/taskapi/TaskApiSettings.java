package io.taskbridge.taskapi;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * Where the task API is and how long, how often at once and how much it may answer.
 *
 * @param baseUrl {@code http} or {@code https}, with or without a slash at the end
 * @param connectTimeout for the TCP connection, and again for the TLS handshake
 * @param requestTimeout for a whole call, from its start to the last byte of its answer
 * @param holdTimeout the same for a read that asks for events, which the API may hold open
 * @param maxConnections calls at once; one more is not sent. Held reads count
 * @param maxAnswerBytes the longest answer that is read; past it the connection is closed
 */
public record TaskApiSettings(
    URI baseUrl,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration holdTimeout,
    int maxConnections,
    long maxAnswerBytes) {
  /** The HTTP client counts its pool's capacity in the square of this. */
  private static final int MOST_CONNECTIONS = 32_768;

  /**
   * @throws IllegalArgumentException with a sentence that names the setting, when one makes no
   *     sense
   */
  public TaskApiSettings {
    baseUrl = withoutTrailingSlash(requireNonNull(baseUrl, "baseUrl"));
    requirePositive("bridge.api.connect-timeout", connectTimeout);
    requirePositive("bridge.api.request-timeout", requestTimeout);
    requirePositive("bridge.api.hold-timeout", holdTimeout);
    require(
        maxConnections >= 1 && maxConnections <= MOST_CONNECTIONS,
        "bridge.api.max-connections must be 1 to " + MOST_CONNECTIONS + ", not " + maxConnections);
    require(
        maxAnswerBytes >= 1024 && maxAnswerBytes <= Integer.MAX_VALUE / 2,
        "bridge.api.max-answer-bytes must be 1 KiB to 1 GiB, not " + maxAnswerBytes);
  }

  /** Usual limits for an API at that address. */
  public static TaskApiSettings of(URI baseUrl) {
    return new TaskApiSettings(
        baseUrl,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        1024,
        16L * 1024 * 1024);
  }

  /**
   * How long after its start a call may still begin to write: a connection that took longer to get
   * is given back unused. Both halves of connecting fit in: TCP and TLS.
   */
  public Duration acquireTimeout() {
    Duration both = connectTimeout.multipliedBy(2);
    return both.compareTo(requestTimeout) < 0 ? both : requestTimeout;
  }

  private static URI withoutTrailingSlash(URI url) {
    String scheme = url.getScheme();
    require(
        ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
            && url.getHost() != null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getRawUserInfo() == null,
        "bridge.api.url (BRIDGE_API_URL) must look like https://host/path, without user, query or"
            + " fragment");
    String text = url.toString();
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    return URI.create(text.substring(0, end));
  }

  private static void requirePositive(String name, Duration value) {
    requireNonNull(value, name);
    require(
        value.toMillis() > 0 && value.toMillis() <= Integer.MAX_VALUE,
        name + " must be 1 ms to 24 days, not " + value);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
