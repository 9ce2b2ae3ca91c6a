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
    for (JsonNode certificate : request.path("certificates")) {
      addValues(certificate.path("password"), found);
      addValues(certificate.path("file"), found);
    }
    addValues(request.path("secrets"), found);
    return found;
  }

  private static void addValues(JsonNode node, List<String> found) {
    // A number where a text belongs is refused by the API, which then quotes it.
    if ((node.isTextual() || node.isNumber()) && !node.asText().isEmpty()) {
      found.add(node.asText());
    }
    node.forEach(child -> addValues(child, found));
  }
}
