package io.taskbridge.submission;

import io.taskbridge.task.Json;
import java.util.Comparator;
import java.util.List;

/**
 * Takes a request's secrets out of what the API says about it: validation errors quote the input
 * that they complain about.
 */
final class Masking {
  private static final String MASK = "***";

  private Masking() {}

  static String mask(String text, List<String> secrets) {
    String masked = text;
    // The longest first, so that no piece of one is left over when another is a part of it.
    for (String secret :
        secrets.stream().sorted(Comparator.comparing(String::length).reversed()).toList()) {
      if (!secret.isEmpty()) {
        masked = masked.replace(secret, MASK).replace(escaped(secret), MASK);
      }
    }
    return masked;
  }

  static Json mask(Json json, List<String> secrets) {
    return json == null ? null : new Json(mask(json.text(), secrets));
  }

  /** How the secret stands inside of a JSON string. */
  private static String escaped(String secret) {
    return secret.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
