package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds the texts and numbers of a request that must not appear in anything the bridge writes. */
final class Secrets {
  private Secrets() {}

  static List<String> of(JsonNode request) {
    List<String> found = new ArrayList<>();
    addValues(request.path("proxy_password"), found);
    addUserInfo(request.path("proxy_server"), found);
    for (JsonNode certificate : request.path("certificates")) {
      addValues(certificate.path("password"), found);
      addValues(certificate.path("file"), found);
    }
    addValues(request.path("secrets"), found);
    return found;
  }

  /** {@code http://user:password@host}: the part between the colon and the last at sign. */
  private static void addUserInfo(JsonNode url, List<String> found) {
    String text = url.asText();
    int scheme = text.indexOf("://");
    int colon = text.indexOf(':', scheme < 0 ? 0 : scheme + 3);
    int at = text.lastIndexOf('@');
    if (colon >= 0 && colon + 1 < at) {
      found.add(text.substring(colon + 1, at));
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
