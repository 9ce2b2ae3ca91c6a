package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds the texts and numbers of a request that must not appear in anything the bridge writes. */
final class Secrets {
  /** A shorter name says nothing, and taking it out would tear words apart. */
  private static final int SHORTEST_NAME = 4;

  private Secrets() {}

  static List<String> of(JsonNode request) {
    List<String> found = new ArrayList<>();
    addValues(request.path("proxy_password"), found);
    // The names that proxies are sold with say whose account it is, and from where.
    if (request.path("proxy_username").asText().length() >= SHORTEST_NAME) {
      addValues(request.path("proxy_username"), found);
    }
    addUserInfo(request.path("proxy_server"), found);
    addUserInfo(request.path("url"), found);
    for (JsonNode certificate : request.path("certificates")) {
      addValues(certificate.path("password"), found);
      addValues(certificate.path("file"), found);
    }
    addValues(request.path("secrets"), found);
    return found;
  }

  /**
   * {@code http://user:password@host/path}: what stands between the colon and the at sign. A
   * password may hold a slash that nobody encoded, and a path an at sign: so up to the last one in
   * either.
   */
  private static void addUserInfo(JsonNode url, List<String> found) {
    String text = url.asText();
    int scheme = text.indexOf("://");
    int begin = scheme < 0 ? 0 : scheme + 3;
    int slash = text.indexOf('/', begin);
    addPassword(text, begin, found);
    if (slash >= 0) {
      addPassword(text.substring(0, slash), begin, found);
    }
  }

  private static void addPassword(String text, int begin, List<String> found) {
    int colon = text.indexOf(':', begin);
    int at = text.lastIndexOf('@');
    if (colon >= 0 && colon + 1 < at) {
      String password = text.substring(colon + 1, at);
      if (!found.contains(password)) {
        found.add(password);
      }
    }
  }

  private static void addValues(JsonNode node, List<String> found) {
    // A number where a text belongs is refused by the API, which then quotes it.
    if ((node.isTextual() || node.isNumber()) && !node.asText().isEmpty()) {
      found.add(node.asText());
    }
    node.forEach(child -> addValues(child, found));
  }
}
