package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds the strings of a request that must not appear in anything the bridge writes. */
final class Secrets {
  private Secrets() {}

  static List<String> of(JsonNode request) {
    List<String> found = new ArrayList<>();
    addStrings(request.path("proxy_password"), found);
    for (JsonNode certificate : request.path("certificates")) {
      addStrings(certificate.path("password"), found);
      addStrings(certificate.path("file"), found);
    }
    addStrings(request.path("secrets"), found);
    return found;
  }

  private static void addStrings(JsonNode node, List<String> found) {
    if (node.isTextual() && !node.textValue().isEmpty()) {
      found.add(node.textValue());
    }
    node.forEach(child -> addStrings(child, found));
  }
}
